import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { missedCalls } from '../../../scripts/prove/rule/analysed.ts';
import type { ObservedCall } from '../../../scripts/prove/rule/observed.ts';
import { stackOf } from '../documents.ts';

const deployment = {
  root: projectFolder,
  stacks: [{ ...stackOf({}, { LabLambdaRole: 'lab-worker' }), stack: 'lab', file: 'templates/lab.yaml' }],
};

function call(role: string, action: string): ObservedCall {
  return { stack: 'lab', role, action, resource: 'arn:aws:s3:::lab/key' };
}

test('what the code of a function calls, and AWS for it, the analysis knows', async () => {
  const known = ['dynamodb:PutItem', 's3:PutObject', 'logs:PutLogEvents'].map((action) => call('lab-worker', action));
  deepEqual(await missedCalls(deployment, known), []);
});

test('another call of its role is a bug of the analysis, told once', async () => {
  const calls = [
    call('lab-worker', 's3:DeleteObject'),
    { ...call('lab-worker', 's3:DeleteObject'), resource: 'other' },
  ];
  const [missed, ...others] = await missedCalls(deployment, calls);
  deepEqual([missed?.role, missed?.action, missed?.functions], ['lab-worker', 's3:DeleteObject', ['lab-function']]);
  deepEqual(others, []);
});

test('a role that no function runs as is nobody’s code', async () => {
  deepEqual(await missedCalls(deployment, [call('stranger', 's3:DeleteObject')]), []);
});
