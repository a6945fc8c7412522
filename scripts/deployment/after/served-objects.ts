import { createHash } from 'node:crypto';
import { DeleteObjectsCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { causeOf } from '../../aws/cause.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { awsFailure } from '../../aws/errors.ts';
import { allPages } from '../../aws/pages.ts';
import { plain } from '../../cli/plain.ts';
import { StackFailure } from '../failure.ts';
import { cacheControlOf, contentTypeOf } from './content-type.ts';

/** A bucket that serves files. */
export interface Serving extends Pick<AwsClients, 's3'> {
  bucket: string;
  /** The account that must own the bucket. */
  accountId: string;
  signal: AbortSignal;
}

/** Whether the object is there already with this content. */
export async function isUploaded(serving: Serving, key: string, body: Uint8Array): Promise<boolean> {
  const { s3, bucket, accountId, signal } = serving;
  const at = { Bucket: bucket, Key: key, ExpectedBucketOwner: accountId };
  const found = await s3
    .send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }), { abortSignal: signal })
    .catch((error: unknown) => {
      if (awsFailure(error)?.status === 404) return null;
      throw error;
    });
  const isSame = found?.ChecksumSHA256 === checksumOf(body) && found.ContentType === contentTypeOf(key);
  return isSame && found.CacheControl === cacheControlOf(key);
}

export async function uploadFile(serving: Serving, key: string, body: Uint8Array): Promise<void> {
  const { s3, bucket, accountId, signal } = serving;
  const at = { Bucket: bucket, Key: key, ExpectedBucketOwner: accountId };
  const meta = { ContentType: contentTypeOf(key), CacheControl: cacheControlOf(key), ContentLength: body.byteLength };
  const command = new PutObjectCommand({ ...at, Body: body, ChecksumSHA256: checksumOf(body), ...meta });
  await s3.send(command, { abortSignal: signal });
}

function checksumOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64');
}

/** S3 takes this many keys in one deletion. */
const BATCH = 1000;

/** The keys of all objects that are not among `files`. */
export async function otherKeys(serving: Serving, files: { has(key: string): boolean }): Promise<string[]> {
  const { s3, bucket, accountId, signal } = serving;
  const at = { Bucket: bucket, ExpectedBucketOwner: accountId };
  const present = await allPages(async (ContinuationToken) => {
    const page = await s3.send(new ListObjectsV2Command({ ...at, ContinuationToken }), { abortSignal: signal });
    return { items: page.Contents, next: page.NextContinuationToken };
  });
  return present.flatMap(({ Key }) => (Key !== undefined && !files.has(Key) ? [Key] : []));
}

export async function removeObjects(serving: Serving, keys: readonly string[]): Promise<void> {
  const { s3, bucket, accountId, signal } = serving;
  const at = { Bucket: bucket, ExpectedBucketOwner: accountId };
  for (let start = 0; start < keys.length; start += BATCH) {
    const Objects = keys.slice(start, start + BATCH).map((Key) => ({ Key }));
    const command = new DeleteObjectsCommand({ ...at, Delete: { Objects, Quiet: true } });
    const { Errors } = await s3.send(command, { abortSignal: signal });
    // S3 answers 200, whatever became of the single keys.
    if (Errors?.[0]) throw new StackFailure(causeOf(notRemoved(bucket, Errors[0])));
  }
}

function notRemoved(bucket: string, { Key = '', Code = '', Message = '' }): string {
  return plain(`${Code} from s3:DeleteObjects: s3://${bucket}/${Key} could not be removed: ${Message}`);
}
