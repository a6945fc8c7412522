import { deepEqual, match, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketVersioningCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { UserError } from '../../scripts/cli/errors.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { checkBucket } from '../../scripts/tables/bucket.ts';
import { clientOptions } from '../embedded/fixture.ts';
import { awsForFile } from '../embedded/own-aws.ts';

let aws: EmbeddedAws;
let s3: S3Client;
before(async () => {
  aws = await awsForFile();
  s3 = new S3Client(clientOptions(aws));
});

const wanted = (bucket: string) => ({ bucket, owner: aws.accountId, region: 'us-east-1', lock: false });
const refused = (message: RegExp) => (error: unknown) => error instanceof UserError && message.test(error.message);

async function bucketWithVersions(Bucket: string, lock = false): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: lock }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}

test('a bucket that is private and keeps versions is well', async () => {
  await bucketWithVersions('well');
  deepEqual(await checkBucket(s3, wanted('well')), []);
});

test('one that is not there, or keeps no versions', async () => {
  await rejects(checkBucket(s3, wanted('not-there')), refused(/^there is no bucket not-there: check the name$/));
  await s3.send(new CreateBucketCommand({ Bucket: 'forgetful' }));
  await rejects(
    checkBucket(s3, wanted('forgetful')),
    refused(/^bucket forgetful keeps no versions: turn versioning on/),
  );
});

test('a lock needs a bucket that has one', async () => {
  await bucketWithVersions('lockless');
  await rejects(checkBucket(s3, { ...wanted('lockless'), lock: true }), refused(/^bucket lockless has no object lock/));
  await bucketWithVersions('lockable', true);
  deepEqual(await checkBucket(s3, { ...wanted('lockable'), lock: true }), []);
});

test('without a public access block it is said, and told by the policy', async () => {
  await bucketWithVersions('open');
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'open' }));
  match((await checkBucket(s3, wanted('open'))).join(), /^bucket open does not block public access/);
});

/** Answers that no bucket of the embedded AWS gives. */
function answering(
  answers: Record<string, { status: number; headers?: Record<string, string>; body?: string }>,
): S3Client {
  const requestHandler = {
    async handle({ method, query }: { method: string; query: Record<string, string> }) {
      const name = method === 'HEAD' ? 'head' : (Object.keys(query).find((one) => one in answers) ?? 'other');
      const { status, headers = {}, body = '' } = answers[name] ?? { status: 404 };
      return { response: { statusCode: status, headers, body: new Blob([body]).stream() } };
    },
  } as unknown as NonNullable<S3ClientConfig['requestHandler']>;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  return new S3Client({ region: 'us-east-1', credentials, requestHandler, maxAttempts: 1 });
}

const versions = { status: 200, body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>' };
const elsewhere = { 'x-amz-bucket-region': 'eu-west-1' };

test('a bucket of another region is named with its region', async () => {
  for (const status of [301, 400]) {
    const client = answering({ head: { status, headers: elsewhere } });
    await rejects(
      checkBucket(client, wanted('far')),
      refused(/^bucket far is in eu-west-1, not in us-east-1: use --bucket-region/),
    );
  }
});

test('somebody else’s bucket', async () => {
  const client = answering({ head: { status: 403 } });
  await rejects(checkBucket(client, wanted('theirs')), refused(/^you may not use bucket theirs: .*--bucket-owner/));
});

test('a public bucket is refused, whether by policy or by access list', async () => {
  const policyStatus = { status: 200, body: '<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>' };
  const byPolicy = answering({ head: { status: 200 }, versioning: versions, policyStatus });
  await rejects(checkBucket(byPolicy, wanted('public')), refused(/^bucket public is public/));
  const group = 'http://acs.amazonaws.com/groups/global/AllUsers';
  const grant = `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>${group}</URI></Grantee><Permission>READ</Permission></Grant>`;
  const acl = {
    status: 200,
    body: `<AccessControlPolicy><AccessControlList>${grant}</AccessControlList></AccessControlPolicy>`,
  };
  await rejects(
    checkBucket(answering({ head: { status: 200 }, versioning: versions, acl }), wanted('public')),
    refused(/^bucket public is public/),
  );
});

test('any other answer passes through', async () => {
  await rejects(
    checkBucket(answering({ head: { status: 500 } }), wanted('ill')),
    (error) => !(error instanceof UserError),
  );
});
