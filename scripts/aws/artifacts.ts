import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand, type HeadObjectCommandOutput, PutObjectCommand } from '@aws-sdk/client-s3';
import { called } from '../cli/called.ts';
import { UserError } from '../cli/errors.ts';
import type { AwsClients } from './clients.ts';
import { awsFailure, isBucketAbsent, isConditionalConflict, isPreconditionFailed } from './errors.ts';

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

/** Where the content stands. */
export interface Placed {
  key: string;
  /** Null in a bucket without versions. */
  versionId: string | null;
  outcome: 'uploaded' | 'present';
}

const CONFLICT_ATTEMPTS = 5;

/**
 * Puts an object at a key that names its content, once. What already stands at the key counts only if the checksum
 * that S3 itself computed for it is the expected one: anything else was put there by someone else.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function placeArtifact(
  clients: Pick<AwsClients, 's3'>,
  upload: Upload,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<Placed> {
  for (let attempt = 1; ; attempt++) {
    const present = await presentArtifact(clients, upload);
    if (present !== null) return present;
    try {
      const { VersionId } = await put(clients, upload);
      return { key: upload.key, versionId: versionOf(VersionId), outcome: 'uploaded' };
    } catch (error) {
      if (isBucketAbsent(error)) throw noBucket(upload);
      // Somebody else has just put it there: the next look says what.
      const isTaken = isPreconditionFailed(error) || isConditionalConflict(error);
      if (!isTaken || attempt === CONFLICT_ATTEMPTS) throw error;
      await wait(100 * 2 ** attempt);
    }
  }
}

/** What stands at the key; null when nothing does. */
export async function presentArtifact(clients: Pick<AwsClients, 's3'>, upload: Upload): Promise<Placed | null> {
  const found = await head(clients, upload).catch((error: unknown) => {
    // Without a body S3 says the same of a bucket that is not there.
    if (awsFailure(error)?.status === 404) return null;
    throw error;
  });
  if (found === null) return null;
  assertSame(found, upload);
  return { key: upload.key, versionId: versionOf(found.VersionId), outcome: 'present' };
}

/** Objects from before a bucket had versions have one called `null`, which nothing can be asked for by. */
function versionOf(version: string | undefined): string | null {
  return version && version !== 'null' ? version : null;
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

export class BucketAbsent extends UserError {}

function noBucket({ bucket, environment }: Upload): BucketAbsent {
  return new BucketAbsent(
    `the artifact bucket ${bucket} does not exist yet: run ${called('bootstrap')} --environment ${environment} first, or on a laptop ${called('deploy')} --environment ${environment} bootstrap`,
  );
}

function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
