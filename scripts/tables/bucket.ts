import {
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsFailure, isAccessDenied } from '../aws/errors.ts';
import { UserError } from '../cli/errors.ts';

export interface BucketWanted {
  bucket: string;
  /** Twelve digits: S3 refuses a bucket of the same name that is somebody else's. */
  owner: string;
  region: string;
  /** Whether objects are to be locked. */
  lock: boolean;
}

/**
 * Refuses a bucket that is no place for people's data: absent, elsewhere, public, or one that forgets what it held.
 * @returns what could not be found out, a line each
 * @throws UserError with what to do; errors of AWS pass through
 */
export async function checkBucket(s3: S3Client, wanted: BucketWanted): Promise<string[]> {
  await assertThere(s3, wanted);
  const target = { Bucket: wanted.bucket, ExpectedBucketOwner: wanted.owner };
  const { Status } = await s3.send(new GetBucketVersioningCommand(target));
  if (Status !== 'Enabled') {
    throw new UserError(
      `bucket ${wanted.bucket} keeps no versions: turn versioning on, so that no backup is lost by a mistake`,
    );
  }
  if (wanted.lock) await assertLockable(s3, target);
  return notesOnPublicAccess(s3, target);
}

interface Target {
  Bucket: string;
  ExpectedBucketOwner: string;
}

/** Reading and writing need no more than this. HEAD has no body, so only its status tells what is wrong. */
export async function assertThere(s3: S3Client, { bucket, owner, region }: Omit<BucketWanted, 'lock'>): Promise<void> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner }));
  } catch (error) {
    const { $response } = error as { $response?: { headers?: Record<string, string> } };
    const status = awsFailure(error)?.status;
    const home = $response?.headers?.['x-amz-bucket-region'];
    if (status === 404) throw new UserError(`there is no bucket ${bucket}: check the name`);
    if (status === 301 || (status === 400 && home !== undefined && home !== region)) {
      throw new UserError(`bucket ${bucket} is in ${home ?? 'another region'}, not in ${region}: use --bucket-region`);
    }
    if (status === 403) {
      throw new UserError(
        `you may not use bucket ${bucket}: allow s3:ListBucket on arn:aws:s3:::${bucket}, or if it belongs to another account than ${owner} name that with --bucket-owner`,
      );
    }
    throw error;
  }
}

async function assertLockable(s3: S3Client, target: Target): Promise<void> {
  const { ObjectLockConfiguration: lock } = await s3
    .send(new GetObjectLockConfigurationCommand(target))
    .catch((error: unknown) => {
      if (awsFailure(error)?.status === 404) return { ObjectLockConfiguration: undefined };
      throw error;
    });
  if (lock?.ObjectLockEnabled === 'Enabled') return;
  throw new UserError(`bucket ${target.Bucket} has no object lock: turn it on, or leave --lock-days out`);
}

const EVERYBODY = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

async function notesOnPublicAccess(s3: S3Client, target: Target): Promise<string[]> {
  const block = await unlessUnknown(s3.send(new GetPublicAccessBlockCommand(target)));
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
    block?.PublicAccessBlockConfiguration ?? {};
  if (BlockPublicAcls && BlockPublicPolicy && IgnorePublicAcls && RestrictPublicBuckets) return [];
  const policy = await unlessUnknown(s3.send(new GetBucketPolicyStatusCommand(target)));
  const acl = await unlessUnknown(s3.send(new GetBucketAclCommand(target)));
  const isPublic =
    policy?.PolicyStatus?.IsPublic === true || acl?.Grants?.some(({ Grantee }) => EVERYBODY.test(Grantee?.URI ?? ''));
  if (isPublic) {
    throw new UserError(`bucket ${target.Bucket} is public: block public access to it, or use another bucket`);
  }
  return [
    `bucket ${target.Bucket} does not block public access, or it could not be found out: turn all four settings on`,
  ];
}

/** Null where there is no such setting (404), or where it may not be read. */
async function unlessUnknown<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isAccessDenied(error) || awsFailure(error)?.status === 404) return null;
    throw error;
  }
}
