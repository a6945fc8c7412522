import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { lambdaRuns } from '../../../../scripts/prove/rule/service-calls/lambda-runs.ts';
import { arn, deploymentOf, type Resources, role, told, unnoticed, without } from './given.ts';

const RESOURCES: Resources = {
  Worker: role('worker', 'lambda-trust'),
  Work: ['Lambda::Function', { FunctionName: 'work', Role: arn('Worker') }],
};

test('Lambda takes on the role of a function, and nobody else does', async () => {
  const deployment = deploymentOf(RESOURCES);
  const calls = await lambdaRuns(deployment);
  deepEqual(told(calls), ['lambda.amazonaws.com sts:AssumeRole iam role/worker']);
  deepEqual(unnoticed(calls, deployment), []);
});

test('a role that no function has is taken on by nobody', async () => {
  const deployment = deploymentOf(without(RESOURCES, 'Work'));
  const calls = await lambdaRuns(deployment);
  deepEqual(calls, []);
  deepEqual(unnoticed(calls, deployment), [
    'LambdaRunsAsThisRole: Allow action sts:AssumeRole',
    'LambdaRunsAsThisRole: Allow principal lambda.amazonaws.com',
  ]);
});
