import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../../scripts/aws/clients.ts';
import { invalidate, keepPending, type Pending } from '../../scripts/deployment/after/invalidation.ts';
import { isUploaded, otherKeys, removeObjects, uploadFile } from '../../scripts/deployment/after/served-objects.ts';
import { deploy } from '../embedded/fixture.ts';
import { type Bootstrap, deployBootstrap, jobCredentials } from './deployed.ts';

const distribution = (origin: string, Environment: string) => ({
  Type: 'AWS::CloudFront::Distribution',
  Properties: {
    Tags: [{ Key: 'Environment', Value: Environment }],
    DistributionConfig: {
      Enabled: true,
      Origins: [{ Id: 's', DomainName: `${origin}.s3.us-east-1.amazonaws.com`, S3OriginConfig: {} }],
      DefaultCacheBehavior: {
        TargetOriginId: 's',
        ViewerProtocolPolicy: 'redirect-to-https',
        CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      },
    },
  },
});

let bootstrap: Bootstrap;
let bucket: string;
let outputs: Record<string, string>;

before(async () => {
  bootstrap = await deployBootstrap();
  const { aws } = bootstrap;
  bucket = `student-management-website-2025-local-${aws.accountId}-us-east-1`;
  outputs = await deploy(aws, 'sites', {
    Resources: {
      Site: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } },
      Own: distribution(bucket, 'local'),
      Other: distribution(bucket, 'prod'),
    },
    Outputs: { Own: { Value: { Ref: 'Own' } }, Other: { Value: { Ref: 'Other' } } },
  });
});

after(() => bootstrap?.stop());

async function deployer() {
  const { aws } = bootstrap;
  const { endpoint, region, accountId } = aws;
  const clients = awsClients({ endpoint, region, credentials: await jobCredentials(bootstrap, 'deploy') });
  return { clients, serving: { s3: clients.s3, bucket, accountId, signal: new AbortController().signal } };
}

test("the deploy's role serves a site and tells its distribution, with no other grant", async () => {
  const { clients, serving } = await deployer();
  const start = bootstrap.aws.calls.mark();
  await bootstrap.owner.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'old.html', Body: 'old' }));
  assert.equal(await isUploaded(serving, 'index.html', Buffer.from('new')), false);
  assert.deepEqual(await otherKeys(serving, new Set(['index.html'])), ['old.html']);
  const pending = await keepPending(serving, ['index.html', 'old.html']);
  await uploadFile(serving, 'index.html', Buffer.from('new'));
  await removeObjects(serving, ['old.html']);
  await invalidate(clients, serving, outputs.Own ?? '', pending as Pending);
  assert.deepEqual(await otherKeys(serving, new Set()), ['index.html']);
  const checks = bootstrap.aws.calls.since(start).flatMap((call) => call.checks);
  const actions = new Set(checks.map(({ action }) => action));
  for (const action of ['cloudfront:CreateInvalidation', 's3:ListBucket', 's3:DeleteObject'])
    assert.ok(actions.has(action));
});

test('it does not tell the distribution of another environment', async () => {
  const { clients, serving } = await deployer();
  const pending = { reference: 'r', paths: ['/'] };
  await assert.rejects(invalidate(clients, serving, outputs.Other ?? '', pending), { name: 'AccessDenied' });
});
