import { gunzipSync } from 'node:zlib';
import type { ImportTableCommandInput, ImportTableDescription } from '@aws-sdk/client-dynamodb';
import type { BackupStore } from '../../../functions/shared/backup/store.ts';
import { awsError } from '../../aws/fake-errors.ts';
import type { FakeNative, Handlers } from './fake-native.ts';
import { keyText } from './fake-tables.ts';
import { TABLE } from './fixture.ts';

export interface FakeImport {
  input: ImportTableCommandInput;
  description: ImportTableDescription;
  looks: number;
}

const LOOKS = 2;

export function importHandlers(fake: Omit<FakeNative, 'client'>): Handlers {
  return {
    ImportTable(input: ImportTableCommandInput) {
      const known = fake.imports.find((one) => one.input.ClientToken === input.ClientToken);
      if (known !== undefined) {
        if (JSON.stringify(known.input) === JSON.stringify(input)) return { ImportTableDescription: known.description };
        throw awsError('IdempotentParameterMismatchException', 'The client token was used with other parameters');
      }
      const name = input.TableCreationParameters?.TableName ?? '';
      if (fake.tables.has(name)) throw awsError('ResourceInUseException', `Table already exists: ${name}`);
      const id = `table-${fake.imports.length}`;
      const arn = TABLE.record.arn.replace(/books$/, name);
      fake.addTable({ ...TABLE, record: { ...TABLE.record, name, arn, id } });
      const description: ImportTableDescription = {
        ...{ ImportArn: `${arn}/import/0176431680000${fake.imports.length}-c4d4e311`, ImportStatus: 'IN_PROGRESS' },
        ...{ TableArn: arn, TableId: id, ErrorCount: 0, ImportedItemCount: 0 },
        CloudWatchLogGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:/aws-dynamodb/imports:*',
      };
      fake.imports.push({ input, description, looks: 0 });
      return { ImportTableDescription: description };
    },
    async DescribeImport({ ImportArn }: { ImportArn: string }) {
      const found = fake.imports.find(({ description }) => description.ImportArn === ImportArn);
      if (found === undefined) throw awsError('ImportNotFoundException', `Import not found: ${ImportArn}`);
      if (found.looks++ === LOOKS) await end(fake, found);
      return { ImportTableDescription: found.description };
    },
  };
}

async function end(fake: Omit<FakeNative, 'client'>, { input, description }: FakeImport): Promise<void> {
  const { S3Bucket = '', S3KeyPrefix = '' } = input.S3BucketSource ?? {};
  const name = input.TableCreationParameters?.TableName ?? '';
  if (fake.nextFailure !== null) {
    const { code, message } = fake.nextFailure;
    Object.assign(description, { ImportStatus: 'FAILED', FailureCode: code, FailureMessage: message, ErrorCount: 1 });
    fake.nextFailure = null;
    return;
  }
  const lines = await linesBelow(fake.buckets.get(S3Bucket), S3KeyPrefix);
  const table = fake.tables.get(name);
  for (const line of lines) {
    const { Item } = JSON.parse(line);
    table?.items.set(keyText(Item), Item);
  }
  Object.assign(description, { ImportStatus: 'COMPLETED', ImportedItemCount: lines.length });
}

async function linesBelow(bucket: BackupStore | undefined, prefix: string): Promise<string[]> {
  const lines: string[] = [];
  for (const { name } of (await bucket?.list(prefix)) ?? []) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bucket?.read(name) ?? []) chunks.push(chunk);
    lines.push(...gunzipSync(Buffer.concat(chunks)).toString().split('\n'));
  }
  return lines.filter((line) => line !== '');
}
