import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { BackupProblem } from '../shared/backup/problem.ts';
import { addressOf, statusOf } from '../shared/backup/s3-object.ts';
import type { BackupStore } from '../shared/backup/store.ts';

const ATTEMPTS = 5;
/** Milliseconds, doubled with each attempt. */
const PAUSE = 50;

/**
 * A bucket for a role that may put objects and nothing else: it looks at nothing, removes nothing and begins no multipart
 * upload that it could not end. So a file is in memory as a whole, and must be small.
 */
export function putOnlyStore(s3: S3Client, bucket: string, owner: string): BackupStore {
  const never = () => Promise.reject(new Error('the role may put objects and nothing else'));
  return {
    place: `s3://${bucket}`,
    async write(name, body) {
      const Body = body instanceof Uint8Array ? body : await joined(body);
      const protection = { ChecksumAlgorithm: 'SHA256', ServerSideEncryption: 'AES256' } as const;
      await put(s3, { Bucket: bucket, Key: name, ExpectedBucketOwner: owner, Body, ...protection });
    },
    list: never,
    read: () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }),
    remove: never,
    clean: never,
  };
}

/**
 * Writes an object and never over another one. One that is in the way of a second attempt is the first one's, whose answer
 * was lost: a backup's names are its own (see save.ts), and nobody else may write into the bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
async function put(s3: S3Client, object: PutObjectCommandInput & { Bucket: string; Key: string }): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await s3.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
      return;
    } catch (error) {
      const isSecond = attempt > 1 || attemptsOf(error) > 1;
      if (statusOf(error) === 412) {
        if (isSecond) return;
        throw taken(object, error);
      }
      // Another write of the same object is in flight: that of an attempt that was given up.
      if ((error as Error).name !== 'ConditionalRequestConflict' || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE * 2 ** attempt);
    }
  }
}

/** Those of the SDK itself. */
function attemptsOf(error: unknown): number {
  return (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
}

function taken({ Bucket, Key }: { Bucket: string; Key: string }, cause: unknown): BackupProblem {
  const place = addressOf({ Bucket, Key, ExpectedBucketOwner: undefined });
  return new BackupProblem('taken', `${place} is there already, and nothing is written over it: try again`, { cause });
}

async function joined(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
