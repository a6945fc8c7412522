import { S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../../../../functions/shared/backup/s3-store.ts';

/** Writes objects of a size at once, and prints by how many bytes the process grew meanwhile. */
const [, , endpoint, bucket = '', writers, bytes] = process.argv;
const CHUNK = 256 * 1024;

const s3 = new S3Client({ endpoint: endpoint as string, region: 'us-east-1', forcePathStyle: true });
const store = s3Store(s3, { bucket, prefix: `memory-${writers}` });
await store.write('first', Buffer.alloc(6 * 1024 * 1024));
const before = process.memoryUsage.rss();
let most = before;

async function* body() {
  for (let sent = 0; sent < Number(bytes); sent += CHUNK) {
    most = Math.max(most, process.memoryUsage.rss());
    yield Buffer.alloc(CHUNK, sent / CHUNK);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, at) => store.write(`much-${at}`, body())));
process.stdout.write(`${most - before}\n`);
