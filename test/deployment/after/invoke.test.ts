import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { invoked } from '../../../scripts/deployment/after/invoke.ts';
import { awsError } from '../../aws/fake-errors.ts';

/** What comes of an invocation that Lambda answers so. */
async function outcome(answer: object | Error, signal = new AbortController().signal) {
  const send = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const { error, logs } = await invoked(
    { lambda: { send } as unknown as LambdaClient, signal },
    'f',
    Buffer.from('{}'),
  );
  return { error, logs };
}

const failed = (payload: string, log = '') => ({
  ...{ FunctionError: 'Unhandled', Payload: Buffer.from(payload) },
  LogResult: Buffer.from(log).toString('base64'),
});

test('a function that answers is well, whatever it says and logs', async () => {
  const answer = { Payload: Buffer.from('{"errorMessage": "no"}'), LogResult: 'bGluZQ==' };
  assert.deepEqual(await outcome(answer), { error: null, logs: undefined });
});

const errors: [string, string, string][] = [
  ['type and message', '{"errorType": "Error", "errorMessage": "no\\u001b[31m\\nthanks"}', 'Error: no [31m thanks'],
  [
    'a message alone',
    '{"errorMessage": "2026-01-01 Task timed out after 3.00 seconds"}',
    '2026-01-01 Task timed out after 3.00 seconds',
  ],
  ['no JSON', '::error::broken', ': :error::broken'],
  ['null', 'null', 'Unhandled'],
  ['nothing', '', 'Unhandled'],
];

for (const [name, payload, message] of errors) {
  test(`the error of a function: ${name}`, async () => {
    assert.equal((await outcome(failed(payload))).error, message);
  });
}

test('a long error is cut', async () => {
  const { error } = await outcome(failed(JSON.stringify({ errorMessage: 'x'.repeat(1000) })));
  assert.equal(error, `${'x'.repeat(300)}…`);
});

test('the last lines of the log are told, without those of the platform', async () => {
  const own = Array.from({ length: 25 }, (_, index) => `line ${index}`);
  const log = ['START RequestId: 1', ...own, '', '\u001b[2Jclear', 'END RequestId: 1', 'REPORT RequestId: 1', ''];
  const { logs } = await outcome(failed('{}', log.join('\n')));
  assert.deepEqual(logs, [...own.slice(-19), '[2Jclear']);
});

test('a call that Lambda refuses is a failure, too', async () => {
  const { error } = await outcome(awsError('ResourceNotFoundException', 'Function not found', 404));
  assert.match(error ?? '', /^ResourceNotFoundException.*: Function not found/);
});

test('an interruption is no failure of the function', async () => {
  const controller = new AbortController();
  controller.abort(new Error('interrupted'));
  await assert.rejects(outcome(awsError('AbortError', 'Request aborted', 0), controller.signal), /interrupted/);
});

test('a bug is not taken for an answer', async () => {
  await assert.rejects(outcome(new TypeError('bug')), TypeError);
});
