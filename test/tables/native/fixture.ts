import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { DescribedTable } from '../../../functions/shared/backup/describe-table.ts';

const CASES = new URL('../../cases/backup-export/', import.meta.url);

export const TABLE: DescribedTable = {
  record: {
    name: 'books',
    arn: 'arn:aws:dynamodb:us-east-1:111122223333:table/books',
    id: '12345a12-abcd-123a-ab12-1234abc12345',
    keys: [
      { name: 'pk', role: 'HASH', type: 'S' },
      { name: 'sk', role: 'RANGE', type: 'N' },
    ],
    indexes: [],
    throughput: null,
    tableClass: null,
    kmsKey: null,
    ttl: null,
    tags: {},
    deletionProtection: false,
    pointInTimeRecovery: true,
    stream: null,
  },
  status: 'ACTIVE',
  items: 5,
  bytes: 1_000,
};

export type ExportedLines = Record<string, string>;

/** The lines of each data file, by its name. */
export function exportedLines(kind: 'full' | 'incremental'): ExportedLines {
  const folder = new URL(`${kind}/`, CASES);
  const names = readdirSync(folder).sort();
  return Object.fromEntries(
    names.map((name) => [name.replace(/\.jsonl$/, '.json.gz'), readFileSync(new URL(name, folder), 'utf8')]),
  );
}

export interface Exported {
  exportArn: string;
  tableArn: string;
  tableId: string;
  bucket: string;
  prefix: string;
  /** ISO 8601, UTC. */
  window: { exportTime: string } | { exportFromTime: string; exportToTime: string };
}

const md5 = (body: string | Buffer) => createHash('md5').update(body).digest('base64');

/**
 * The objects that DynamoDB writes for an export, by their keys.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export function exportObjects(exported: Exported, lines: ExportedLines): Map<string, Buffer> {
  const { exportArn, prefix, window } = exported;
  const isFull = 'exportTime' in window;
  const own = `${prefix}/AWSDynamoDB/${exportArn.split('/').at(-1)}`;
  const data = isFull ? `${own}/data` : `${prefix}/AWSDynamoDB/data`;
  const files = Object.entries(lines).map(([name, text]) => {
    const body = gzipSync(text);
    return { key: `${data}/${name}`, body, itemCount: text.split('\n').length - 1 };
  });
  const filesText = files
    .map(({ key, body, itemCount }) => {
      const etag = `${createHash('md5').update(body).digest('hex')}-1`;
      return `${JSON.stringify({ itemCount, md5Checksum: md5(body), etag, dataFileS3Key: key })}\n`;
    })
    .join('');
  const itemCount = files.reduce((sum, file) => sum + file.itemCount, 0);
  const summary = summaryText(exported, `${own}/manifest-files.json`, itemCount);
  return new Map([
    [`${own}/_started`, Buffer.alloc(0)],
    ...files.map(({ key, body }): [string, Buffer] => [key, body]),
    [`${own}/manifest-files.json`, Buffer.from(filesText)],
    [`${own}/manifest-files.checksum`, Buffer.from(md5(filesText))],
    [`${own}/manifest-summary.json`, Buffer.from(summary)],
    [`${own}/manifest-summary.checksum`, Buffer.from(md5(summary))],
  ]);
}

function summaryText({ window, bucket, prefix, ...ids }: Exported, manifestFilesS3Key: string, itemCount: number) {
  const isFull = 'exportTime' in window;
  return JSON.stringify({
    version: isFull ? '2020-06-30' : '2023-08-01',
    ...ids,
    ...{ startTime: '2025-11-28T08:00:01.000Z', endTime: '2025-11-28T08:05:00.000Z' },
    ...window,
    ...{ s3Bucket: bucket, s3Prefix: prefix, s3SseAlgorithm: 'AES256', s3SseKmsKeyId: null },
    ...{ manifestFilesS3Key, billedSizeBytes: 0, itemCount, outputFormat: 'DYNAMODB_JSON' },
    ...(isFull ? {} : { outputView: 'NEW_IMAGE', exportType: 'INCREMENTAL_EXPORT' }),
  });
}
