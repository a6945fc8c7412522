import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BackupStore } from '../shared/backup/store.ts';

export interface PutOnly {
  bucket: string;
  /** The account that must own the bucket: S3 refuses one of the same name that is somebody else's. */
  accountId: string;
}

/**
 * The place of backups for a role that may put objects and do nothing else with them. Each file is put by one call from
 * memory, so files must be small. No header keeps a put from replacing an object, since a retry whose first answer was
 * lost could not look whether the object is its own; but a backup's folder is named by a second that is its own (see
 * `work`), the bucket keeps versions, and nobody else writes there.
 */
export function putOnlyStore(s3: Pick<S3Client, 'send'>, { bucket, accountId }: PutOnly): BackupStore {
  return {
    place: `s3://${bucket}`,
    async write(name, body) {
      const Body = body instanceof Uint8Array ? body : await wholeOf(body);
      await s3.send(
        new PutObjectCommand({
          ...{ Bucket: bucket, Key: name, Body, ExpectedBucketOwner: accountId },
          ...{ ChecksumAlgorithm: 'SHA256', ServerSideEncryption: 'AES256' },
        }),
      );
    },
    list: () => Promise.reject(notAllowed('listed')),
    // biome-ignore lint/correctness/useYield: there is nothing to give
    async *read() {
      throw notAllowed('read');
    },
    remove: () => Promise.reject(notAllowed('removed')),
    clean: () => Promise.reject(notAllowed('cleaned')),
  };
}

async function wholeOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function notAllowed(done: string): Error {
  return new Error(`backups are not ${done} here: the role may put objects alone`);
}
