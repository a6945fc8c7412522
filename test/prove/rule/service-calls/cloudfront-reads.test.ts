import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { cloudfrontReads } from '../../../../scripts/prove/rule/service-calls/cloudfront-reads.ts';
import { deploymentOf, policy, type Resources, ref, told, unnoticed } from './given.ts';

const resources = (...Origins: object[]): Resources => ({
  SiteBucket: ['S3::Bucket', { BucketName: 'site' }],
  SiteBucketPolicy: ['S3::BucketPolicy', { Bucket: ref('SiteBucket'), PolicyDocument: policy('student-site-bucket') }],
  Distribution: ['CloudFront::Distribution', { DistributionConfig: { Origins } }],
});

const domain = (DomainName: unknown) => ({ DomainName, OriginAccessControlId: 'a' });
const LISTING = 'NothingWithoutTls: Deny resource arn:aws:s3:::site';

test('this distribution alone reads the pages', async () => {
  const deployment = deploymentOf(resources(domain('site.s3.us-east-1.amazonaws.com')));
  const calls = await cloudfrontReads(deployment);
  deepEqual(told(calls), ['cloudfront.amazonaws.com s3:GetObject s3 site/index.html']);
  deepEqual(unnoticed(calls, deployment), [LISTING]);
});

test('an origin that signs nothing, or is no bucket of the stack, reads nothing', async () => {
  const origins = [
    { DomainName: 'site.s3.us-east-1.amazonaws.com' },
    domain('other.s3.us-east-1.amazonaws.com'),
    domain('api.example.com'),
  ];
  deepEqual(await cloudfrontReads(deploymentOf(resources(...origins))), []);
});
