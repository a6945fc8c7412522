import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../../functions/shared/backup/s3-store.ts';
import { backUpTable } from '../../functions/shared/backup/scan/backup.ts';

/** Backs a table up in many small parts, so that a kill meets every state. Says when it begins, and where it ended. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const [tableName = '', bucket = '', prefix = ''] = process.argv.slice(2);
const dynamodb = new DynamoDBClient({});
const store = s3Store(new S3Client({ forcePathStyle: true }), { bucket, prefix });
process.stdout.write('ready\n');
const { manifest, place } = await backUpTable({
  ...{ dynamodb, store, tableName, format: 'dynamodb-json', reads: 'eventual', maxRcu: null, segments: 3 },
  ...{ resume: 'yes', tool: 'test', signal: new AbortController().signal, limits: { bytes: 1, ms: 0 } },
});
process.stdout.write(`${JSON.stringify({ place, items: manifest.items, resumed: manifest.resumed })}\n`);
