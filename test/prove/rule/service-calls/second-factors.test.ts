import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { decidedCalls } from '../../../../scripts/prove/rule/by-rule.ts';
import { secondFactors } from '../../../../scripts/prove/rule/service-calls/second-factors.ts';
import { deploymentOf, role, told, unnoticed } from './given.ts';

test('a trust that asks for a second factor is told how old it is', async () => {
  const deployment = deploymentOf({ Operator: role('operator', 'operator-trust') }, { Project: 'app' });
  const calls = await secondFactors(deployment);
  deepEqual(told(calls), ['iam root sts:AssumeRole iam role/operator']);
  const { allowed, open } = decidedCalls(deployment, calls);
  deepEqual([allowed.length, open], [1, []]);
  const left = unnoticed(calls, deployment);
  equal(
    left.some((one) => /MultiFactorAuth/.test(one)),
    false,
    left.join('\n'),
  );
});

test('a trust that asks for none is not', async () => {
  deepEqual(await secondFactors(deploymentOf({ Worker: role('worker', 'lambda-trust') })), []);
});
