import { equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { otherRegion, pastIam } from '../../../scripts/scenario/bootstrap/ground.ts';
import { accessDenied, awsError, cutConnection } from '../../aws/fake-errors.ts';

test('what IAM lets through got past it, whatever the service says', async () => {
  await pastIam(Promise.resolve());
  await pastIam(Promise.reject(awsError('ResourceNotFoundException', 'there is none')));
});

test('a denial, a lost connection and a broken service did not', async () => {
  await rejects(pastIam(Promise.reject(accessDenied('s3:GetObject'))), { name: 'AccessDenied' });
  await rejects(pastIam(Promise.reject(awsError('AccessDeniedException', 'no', 400))), /no/);
  await rejects(pastIam(Promise.reject(cutConnection())));
  await rejects(pastIam(Promise.reject(awsError('InternalFailure', 'broken', 500))), /broken/);
  await rejects(pastIam(Promise.reject(new Error('ours'))), /ours/);
});

test('a region in which the environment has nothing is another one', () => {
  equal(otherRegion({ region: 'us-east-1' }), 'eu-west-1');
  equal(otherRegion({ region: 'eu-west-1' }), 'eu-central-1');
});
