import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand, type HeadObjectCommandOutput, PutObjectCommand } from '@aws-sdk/client-s3';
import { UserError } from '../cli/errors.ts';
import type { AwsClients } from './clients.ts';
import { isBucketAbsent, isConditionalConflict, isPreconditionFailed } from './errors.ts';

export interface Upload {
  /** The environment that the bucket belongs to, for the advice when it is missing. */
  environment: string;
  bucket: string;
  /** The account that must own the bucket: a bucket of the same name elsewhere is refused by S3. */
  accountId: string;
  key: string;
  /** Lower-case hex of the body. */
  sha256: string;
  body: Uint8Array;
}

const CONFLICT_ATTEMPTS = 5;

/**
 * Puts an object at a key that names its content, once. What already stands at the key counts only if the checksum
 * that S3 itself computed for it is the expected one: anything else was put there by someone else.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function uploadArtifact(
  clients: Pick<AwsClients, 's3'>,
  upload: Upload,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<'uploaded' | 'present'> {
  for (let attempt = 1; ; attempt++) {
    try {
      await put(clients, upload);
      return 'uploaded';
    } catch (error) {
      if (isBucketAbsent(error)) throw noBucket(upload);
      if (isPreconditionFailed(error)) {
        assertSame(await head(clients, upload), upload);
        return 'present';
      }
      if (!isConditionalConflict(error) || attempt === CONFLICT_ATTEMPTS) throw error;
      await wait(100 * 2 ** attempt);
    }
  }
}

function put(clients: Pick<AwsClients, 's3'>, { bucket, accountId, key, sha256, body }: Upload) {
  return clients.s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentLength: body.byteLength,
      ChecksumSHA256: base64Of(sha256),
      ExpectedBucketOwner: accountId,
      IfNoneMatch: '*',
    }),
  );
}

function head(clients: Pick<AwsClients, 's3'>, { bucket, accountId, key }: Upload): Promise<HeadObjectCommandOutput> {
  return clients.s3.send(
    new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED', ExpectedBucketOwner: accountId }),
  );
}

function assertSame(found: HeadObjectCommandOutput, { bucket, key, sha256 }: Upload): void {
  // A composite checksum (of a multipart upload) is one over part checksums and never equals the content's.
  if (found.ChecksumSHA256 === base64Of(sha256) && found.ChecksumType !== 'COMPOSITE') return;
  const shown = found.ChecksumSHA256 ?? 'no SHA-256 checksum';
  throw new UserError(
    `s3://${bucket}/${key} holds something else than its name says (${shown}): find out who wrote it, delete every version of it, then try again`,
  );
}

function noBucket({ bucket, environment }: Upload): UserError {
  return new UserError(
    `the artifact bucket ${bucket} does not exist: deploy the stack that creates it first (npm run deploy -- --environment ${environment} bootstrap)`,
  );
}

function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
