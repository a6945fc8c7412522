import {
  type BucketLocationConstraint,
  type CORSRule,
  CreateBucketCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { shortFingerprint } from '../shared/fingerprint.ts';
import { quietFailure } from '../shared/quiet-failure.ts';
import { alternativeName, bucketName } from './bucket-name.ts';
import { bucketTags, ENCRYPTION, NOTHING_PUBLIC, tlsOnly } from './bucket-settings.ts';
import type { SignUp } from './sign-up.ts';

export interface BucketPlan {
  prefix: string;
  region: string;
  partition: string;
  /** Our own account: no bucket of another one is ever written to. */
  accountId: string;
  cors: CORSRule[];
}

/**
 * Makes the bucket of a sign-up, or finishes the one that an earlier try made, and gives its name. A name that another
 * account holds is left alone and the alternative taken; when that one is held too, the record fails.
 */
export async function ensureUserBucket(s3: S3Client, signUp: SignUp, plan: BucketPlan): Promise<string> {
  const user = shortFingerprint(signUp.userId);
  const names = [bucketName(signUp, plan.prefix), alternativeName(signUp, plan.prefix, plan.accountId)];
  for (const name of names) {
    if (!(await isOurs(s3, name, plan.region, user))) continue;
    await configure(s3, name, signUp, plan).catch((error: unknown) => {
      throw quietFailure(`configure the bucket of user ${user}`, error);
    });
    return name;
  }
  throw Object.assign(new Error(`cannot create the bucket of user ${user}: other accounts hold its names`), {
    name: 'BucketAlreadyExists',
  });
}

/**
 * Creates the bucket. BucketAlreadyOwnedByYou is an earlier try of ours (in us-east-1 S3 answers 200 then);
 * BucketAlreadyExists is somebody else's bucket (Amazon S3 API Reference, "CreateBucket").
 */
async function isOurs(s3: S3Client, name: string, region: string, user: string): Promise<boolean> {
  // S3 refuses us-east-1 as a constraint: it is what no constraint means.
  const constraint = region === 'us-east-1' ? undefined : (region as BucketLocationConstraint);
  const where = constraint ? { CreateBucketConfiguration: { LocationConstraint: constraint } } : {};
  try {
    await s3.send(new CreateBucketCommand({ Bucket: name, ...where }));
    return true;
  } catch (error) {
    const { name: code } = error as Error;
    if (code === 'BucketAlreadyOwnedByYou') return true;
    if (code === 'BucketAlreadyExists') return false;
    throw quietFailure(`create the bucket of user ${user}`, error);
  }
}

/** One after the other, the closing ones first: S3 answers OperationAborted to changes of one bucket at a time. */
async function configure(s3: S3Client, name: string, signUp: SignUp, plan: BucketPlan): Promise<void> {
  const target = { Bucket: name, ExpectedBucketOwner: plan.accountId };
  await s3.send(new PutPublicAccessBlockCommand({ ...target, PublicAccessBlockConfiguration: NOTHING_PUBLIC }));
  await s3.send(new PutBucketPolicyCommand({ ...target, Policy: tlsOnly(name, plan.partition) }));
  await s3.send(new PutBucketEncryptionCommand({ ...target, ServerSideEncryptionConfiguration: ENCRYPTION }));
  await s3.send(new PutBucketVersioningCommand({ ...target, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(new PutBucketTaggingCommand({ ...target, Tagging: { TagSet: bucketTags(signUp) } }));
  await s3.send(new PutBucketCorsCommand({ ...target, CORSConfiguration: { CORSRules: plan.cors } }));
}
