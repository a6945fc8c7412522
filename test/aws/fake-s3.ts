import { createHash } from 'node:crypto';
import type { HeadObjectCommandInput, PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { noteCall } from '../../scripts/aws/errors.ts';
import { awsError } from './fake-errors.ts';

export interface FakeS3 {
  client: S3Client;
  /** Bodies by `bucket/key`. */
  objects: Map<string, Uint8Array>;
  calls: string[];
  /** Errors that the next calls meet, one each. */
  errors: Error[];
  /** Errors that the next uploads meet, one each. */
  putErrors: Error[];
  /** Objects have versions. */
  versions: boolean;
}

/** Conditional writes and checksums as S3 has them; `buckets` of one account. */
export function fakeS3(buckets: () => string[], accountId = '111122223333'): FakeS3 {
  const fake: Omit<FakeS3, 'client'> = { objects: new Map(), calls: [], errors: [], putErrors: [], versions: false };
  const answer = (operation: string, input: PutObjectCommandInput & HeadObjectCommandInput) => {
    const error = fake.errors.shift() ?? (operation === 'PutObject' ? fake.putErrors.shift() : undefined);
    if (error) throw error;
    const { Bucket = '', Key, Body, ChecksumSHA256, ExpectedBucketOwner, IfNoneMatch, ChecksumMode } = input;
    if (ExpectedBucketOwner !== accountId) throw awsError('AccessDenied', 'Access Denied', 403);
    if (!buckets().includes(Bucket)) throw awsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    const present = fake.objects.get(`${Bucket}/${Key}`);
    if (operation === 'HeadObject') {
      if (!present) throw awsError('NotFound', 'UnknownError', 404);
      const version = versionOf(fake, present);
      return ChecksumMode === 'ENABLED'
        ? { ...version, ChecksumSHA256: sha256(present), ChecksumType: 'FULL_OBJECT' }
        : version;
    }
    if (present && IfNoneMatch === '*') throw awsError('PreconditionFailed', 'At least one did not hold', 412);
    if (sha256(Body as Uint8Array) !== ChecksumSHA256) throw awsError('BadDigest', 'The SHA256 did not match');
    fake.objects.set(`${Bucket}/${Key}`, Body as Uint8Array);
    return versionOf(fake, Body as Uint8Array);
  };
  const send = async (command: { constructor: { name: string }; input: PutObjectCommandInput }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    fake.calls.push(operation);
    try {
      return answer(operation, command.input);
    } catch (error) {
      noteCall(error, 's3', operation);
      throw error;
    }
  };
  return Object.assign(fake, { client: { send } as unknown as S3Client });
}

/** One content has one version here: none is written twice. */
function versionOf({ versions }: Pick<FakeS3, 'versions'>, body: Uint8Array): { VersionId?: string } {
  return versions ? { VersionId: `version-${sha256(body).slice(0, 8)}` } : {};
}

function sha256(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64');
}
