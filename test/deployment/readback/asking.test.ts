import { deepEqual, match, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { asking } from '../../../scripts/deployment/readback/asking.ts';

function refusal(name: string, status: number, message = 'no'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: 'r' } });
}

const failing = (error: Error) => () => Promise.reject(error);
const CALLER = 'arn:aws:iam::111122223333:role/review';

test('an answer is given as it is, without a note', async () => {
  const { ask, notes } = asking(CALLER, null);
  deepEqual(await ask('iam:GetRole', 'a', async () => 1), { value: 1 });
  deepEqual(notes(), []);
});

test('denials of one action are one note with what it was about, and the next resource is asked for', async () => {
  const { ask, notes } = asking(CALLER, null);
  for (const name of ['a', 'b', 'c', 'd', 'e']) await ask('iam:GetRole', name, failing(refusal('AccessDenied', 403)));
  deepEqual(await ask('iam:GetRole', 'f', async () => 1), { value: 1 });
  deepEqual(notes(), [
    `iam:GetRole was not answered for a, b, c and 2 more: ${CALLER} may not call it: allow it iam:GetRole`,
  ]);
});

test('after throttling or an unknown call the action is not called again', async () => {
  for (const [error, why] of [
    [refusal('ThrottlingException', 400), 'AWS is asked too often: try again later'],
    [refusal('InvalidAction', 400), 'http://127.0.0.1:1 does not know it'],
    [refusal('NotImplemented', 501), 'http://127.0.0.1:1 does not know it'],
    [refusal('Unknown', 400, 'HTTP 400 without an error code'), 'http://127.0.0.1:1 does not know it'],
  ] as const) {
    const { ask, notes } = asking(CALLER, 'http://127.0.0.1:1');
    await ask('sqs:X', null, failing(error));
    deepEqual(await ask('sqs:X', null, async () => 1), null);
    deepEqual(notes(), [`sqs:X was not answered: ${why}`]);
  }
});

test('a session that ends, a network that fails and anything else of AWS are notes too', async () => {
  const { ask, notes, note } = asking(CALLER, null);
  await ask('s3:A', 'b', failing(refusal('ExpiredToken', 400)));
  await ask('s3:B', 'b', failing(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })));
  await ask('s3:C', 'b', failing(refusal('InternalError', 500, 'oops\n::error::x')));
  note('same');
  note('same');
  const [expired = '', away = '', broken, ...others] = notes();
  match(expired, /^s3:A was not answered for b: the AWS session has expired: sign in again/);
  match(away, /^s3:B was not answered for b: cannot reach AWS/);
  deepEqual([broken, ...others], ['s3:C was not answered for b: InternalError: oops ::error::x', 'same']);
});

test('what a service has and does not answer is open, and what was not compared; what nobody has is not', async () => {
  const refused = asking(CALLER, null);
  await refused.ask('s3:A', 'b', failing(refusal('AccessDenied', 403)));
  const unheard = asking(CALLER, null);
  await unheard.ask('s3:A', 'b', failing(refusal('NotImplemented', 501)));
  unheard.note('a note');
  const compared = asking(CALLER, null);
  compared.open('not compared');
  deepEqual(
    [refused, unheard, compared].map(({ isOpen }) => isOpen()),
    [true, false, true],
  );
  deepEqual(compared.notes(), ['not compared']);
});

test('a bug is no answer of AWS', async () => {
  await rejects(asking(CALLER, null).ask('s3:A', null, failing(new TypeError('bug'))), TypeError);
});
