import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { kmsKeys } from '../../../../scripts/prove/rule/service-calls/kms-keys.ts';
import { deploymentOf, policy, told, unnoticed } from './given.ts';

test('the account, and no other, keeps control of each key', async () => {
  const deployment = deploymentOf({ Key: ['KMS::Key', { KeyPolicy: policy('audit-key') }] });
  const calls = await kmsKeys(deployment);
  deepEqual(told(calls), ['iam root kms:PutKeyPolicy kms key/Key0123456789AB']);
  const left = unnoticed(calls, deployment);
  deepEqual(
    left.filter((one) => one.startsWith('TheAccountDecides')),
    [],
  );
});

test('without a key there is nothing to control', async () => {
  deepEqual(await kmsKeys(deploymentOf({ Bucket: ['S3::Bucket'] })), []);
});
