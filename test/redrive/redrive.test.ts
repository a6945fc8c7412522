import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { redrive } from '../../scripts/redrive/redrive.ts';
import { redriveLines } from '../../scripts/redrive/report.ts';
import type { RedriveTarget } from '../../scripts/redrive/target.ts';
import { answer, type SentCommand } from '../functions/client-answers.ts';

const kind = (command: SentCommand) => command.constructor.name.replace(/Command$/, '');
const options = { dryRun: false, signal: new AbortController().signal };
const region = { region: 'us-east-1' };

function target(): RedriveTarget {
  return {
    environment: 'dev',
    accountId: '111122223333',
    dynamodb: new DynamoDBClient(region),
    lambda: new LambdaClient(region),
    s3: new S3Client(region),
    sqs: new SQSClient(region),
    userTable: 'users',
    claimTable: 'claims',
    failedRecordsBucket: 'failed',
    failedUriQueue: 'https://sqs.us-east-1.amazonaws.com/111122223333/failed',
    bucketCreation: 'bucket-creation',
    bucketUriInsert: 'bucket-uri-insert',
  };
}

interface Failed {
  /** Texts of kept objects by key. */
  objects?: Record<string, string>;
  messages?: string[];
  users?: string[];
  /** What a function answers; the default is that all is done. */
  lambda?(name: string, event: Record<string, unknown>): unknown;
  claim?(): unknown;
}

function stack(t: TestContext, { objects = {}, messages = [], users = [], lambda, claim = () => ({}) }: Failed) {
  const waiting = messages.map((Body, number) => ({ Body, MessageId: `m${number}`, ReceiptHandle: `h${number}` }));
  const s3 = answer(t, S3Client, (command) => {
    const Key = String(command.input.Key);
    if (kind(command) === 'ListObjectsV2') return { Contents: Object.keys(objects).map((Key) => ({ Key })) };
    return { Body: { transformToString: async () => objects[Key] } };
  });
  const sqs = answer(t, SQSClient, (command) => {
    if (kind(command) === 'GetQueueAttributes') return { Attributes: { ApproximateNumberOfMessages: '3' } };
    return kind(command) === 'ReceiveMessage' ? { Messages: waiting.splice(0, 10) } : {};
  });
  const dynamodb = answer(t, DynamoDBClient, (command) =>
    kind(command) === 'Scan' ? { Items: users.map((S) => ({ userId: { S } })) } : claim(),
  );
  const calls = answer(t, LambdaClient, ({ input }) => {
    const event = JSON.parse(String(input.Payload));
    const value = lambda?.(String(input.FunctionName), event) ?? { batchItemFailures: [] };
    const failed = value instanceof Error;
    const text = JSON.stringify(failed ? { errorType: value.name, errorMessage: value.message } : value);
    return { Payload: Buffer.from(text), ...(failed ? { FunctionError: 'Unhandled' } : {}) };
  });
  const removed = (sent: SentCommand[]) => sent.filter((command) => kind(command).startsWith('Delete'));
  return { s3, sqs, dynamodb, calls, removed };
}

const record = (userId: string) => ({
  eventID: userId,
  dynamodb: { SequenceNumber: userId, Keys: { userId: { S: userId } } },
});
const batch = (...userIds: string[]) => JSON.stringify({ payload: JSON.stringify({ Records: userIds.map(record) }) });
const uriEvent = (userId: string) => JSON.stringify({ requestPayload: { userId, bucket: 'b', signedUpAt: 't' } });
const failing = (itemIdentifier: string) => ({ batchItemFailures: [{ itemIdentifier }] });

test('with nothing to do it does nothing', async (t) => {
  const { calls } = stack(t, {});
  const result = await redrive(target(), options);
  deepEqual([result.ok, result.batches.found, result.uris.found, result.users.found], [true, 0, 0, 0]);
  equal(calls.length, 0);
});

test('a whole batch is delivered, and its object removed after it is done', async (t) => {
  const { s3, calls, removed } = stack(t, { objects: { a: batch('ada', 'bob') } });
  const { ok: done, batches } = await redrive(target(), options);
  deepEqual([done, batches], [true, { found: 1, done: 1, failed: [] }]);
  deepEqual(JSON.parse(String(calls[0]?.input.Payload)), { Records: [record('ada'), record('bob')] });
  deepEqual(
    removed(s3).map(({ input }) => [input.Key, input.ExpectedBucketOwner]),
    [['a', '111122223333']],
  );
});

const KEPT: [what: string, text: string, lambda: Failed['lambda'], reason: RegExp][] = [
  ['one of its records fails', batch('ada', 'bob'), () => failing('bob'), /1 of 2 records failed again/],
  ['the function fails', batch('ada'), () => Object.assign(new Error('no'), { name: 'Full' }), /failed with Full/],
  ['the function answers something else', batch('ada'), () => 'done', /unknown answer/],
  ['it is no batch', '{}', () => ok(false, 'nothing is to be delivered'), /no batch that Lambda kept/],
];

for (const [what, text, lambda, reason] of KEPT) {
  test(`an object is kept when ${what}, and the next one is done`, async (t) => {
    const answers: Failed['lambda'] = (name, event) =>
      JSON.stringify(event).includes('zoe') ? undefined : lambda?.(name, event);
    const { s3, removed } = stack(t, { objects: { a: text, b: batch('zoe') }, lambda: answers });
    const { ok: done, batches } = await redrive(target(), options);
    deepEqual([done, batches.done, batches.failed.length], [false, 1, 1]);
    match(batches.failed[0]?.reason ?? '', reason);
    deepEqual(
      removed(s3).map(({ input }) => input.Key),
      ['b'],
    );
  });
}

test('each kept event is done, and its message removed after that', async (t) => {
  const { sqs, calls, removed } = stack(t, { messages: Array.from({ length: 12 }, (_, n) => uriEvent(`user-${n}`)) });
  const { uris } = await redrive(target(), options);
  deepEqual(uris, { found: 12, done: 12, failed: [] });
  deepEqual(JSON.parse(String(calls[0]?.input.Payload)), { userId: 'user-0', bucket: 'b', signedUpAt: 't' });
  equal(removed(sqs).length, 12);
});

test('an event that fails again stays in the queue', async (t) => {
  const lambda: Failed['lambda'] = (_name, { userId }) => (userId === 'ada' ? new Error('no') : undefined);
  const { sqs, removed } = stack(t, { messages: [uriEvent('ada'), uriEvent('bob'), '{}'], lambda });
  const { ok: done, uris } = await redrive(target(), options);
  deepEqual([done, uris.found, uris.done], [false, 3, 1]);
  deepEqual(
    uris.failed.map(({ what }) => what),
    ['m0', 'm2'],
  );
  deepEqual(
    removed(sqs).map(({ input }) => input.ReceiptHandle),
    ['h1'],
  );
});

test('a message that comes back while it runs is not tried again', async (t) => {
  const { calls } = stack(t, { lambda: () => new Error('no') });
  const message = { Body: uriEvent('ada'), MessageId: 'm', ReceiptHandle: 'h' };
  answer(t, SQSClient, () => ({ Messages: [message] }));
  const { uris } = await redrive(target(), options);
  deepEqual([uris.found, uris.failed.length, calls.length], [1, 1, 1]);
});

test('users without a bucket are asked for, ten at a time, at the time that their claim gives', async (t) => {
  const users = Array.from({ length: 12 }, (_, number) => `user-${number}`);
  const { calls, dynamodb } = stack(t, { users });
  const { users: outcome } = await redrive(target(), options);
  deepEqual(outcome, { found: 12, done: 12, failed: [] });
  const batches = calls.map(({ input }) => JSON.parse(String(input.Payload)).Records);
  deepEqual(
    batches.map((records) => records.length),
    [10, 2],
  );
  const claims = dynamodb.filter((command) => kind(command) === 'UpdateItem');
  const values = claims[0]?.input.ExpressionAttributeValues as Record<string, { S: string }>;
  equal(batches[0][0].dynamodb.ApproximateCreationDateTime, Date.parse(values[':at']?.S ?? '') / 1000);
  equal(batches[0][0].eventName, 'INSERT');
});

test('users whose record is at hand are left to it, even when it fails again', async (t) => {
  const { calls } = stack(t, { objects: { a: batch('ada') }, users: ['ada', 'bob'], lambda: () => failing('ada') });
  const { users } = await redrive(target(), options);
  equal(users.found, 1);
  deepEqual(JSON.parse(String(calls[1]?.input.Payload)).Records[0].dynamodb.Keys, { userId: { S: 'bob' } });
});

test('users of a batch without an answer are asked for', async (t) => {
  const lambda: Failed['lambda'] = (_name, event) =>
    JSON.stringify(event).includes('redrive-') ? undefined : new Error('no');
  const { calls } = stack(t, { objects: { a: batch('ada') }, users: ['ada'], lambda });
  const { users, batches } = await redrive(target(), options);
  deepEqual([users.done, batches.failed.length], [1, 1]);
  deepEqual(JSON.parse(String(calls[1]?.input.Payload)).Records[0].dynamodb.Keys, { userId: { S: 'ada' } });
});

test('a claim goes by the clock of AWS, where the SDK knows that this one is wrong', async (t) => {
  const { dynamodb } = stack(t, { users: ['ada'] });
  const hour = 60 * 60 * 1000;
  const behind = target();
  behind.dynamodb.config.systemClockOffset = hour;
  const from = Date.now() + hour - 1000;
  await redrive(behind, options);
  const update = dynamodb.find((command) => kind(command) === 'UpdateItem');
  const values = update?.input.ExpressionAttributeValues as Record<string, { S: string }>;
  ok(Date.parse(values[':at']?.S ?? '') >= from);
});

const UNMET: [what: string, failed: Failed, reason: RegExp][] = [
  ['whose record fails', { lambda: () => failing('0') }, /its record failed/],
  ['when the function fails', { lambda: () => new Error('no') }, /bucket-creation failed with Error/],
  ['when the function answers something else', { lambda: () => 7 }, /unknown answer/],
  [
    'whose claim fails',
    {
      claim: () => {
        throw Object.assign(new Error('ada'), { name: 'Throttled' });
      },
    },
    /cannot claim .*: Throttled/,
  ],
];

for (const [what, failed, reason] of UNMET) {
  test(`a user ${what} is reported, not by name`, async (t) => {
    stack(t, { users: ['ada'], ...failed });
    const result = await redrive(target(), options);
    deepEqual([result.ok, result.users.done], [false, 0]);
    match(result.users.failed[0]?.what ?? '', /^[0-9a-f]{16}$/);
    match(result.users.failed[0]?.reason ?? '', reason);
    ok(!redriveLines(result).join('\n').includes('ada'));
  });
}

test('a dry run counts, and calls no function, claims and removes nothing', async (t) => {
  const { s3, sqs, dynamodb, calls } = stack(t, { objects: { a: batch('ada') }, users: ['ada', 'bob'] });
  const result = await redrive(target(), { ...options, dryRun: true });
  deepEqual([result.batches.found, result.uris.found, result.users.found, result.ok], [1, 3, 1, true]);
  deepEqual([...s3, ...sqs, ...dynamodb, ...calls].map(kind), [
    'ListObjectsV2',
    'GetObject',
    'GetQueueAttributes',
    'Scan',
  ]);
  deepEqual(redriveLines(result), [
    'batches of sign-ups: 1 found',
    'addresses of buckets: 3 found',
    'users without a bucket: 1 found',
  ]);
});

test('what failed stands below its count', () => {
  const none = { found: 0, done: 0, failed: [] };
  const batches = { found: 2, done: 1, failed: [{ what: 'key', reason: 'why' }] };
  const about = { formatVersion: 1, environment: 'dev', accountId: '1', dryRun: false, ok: false } as const;
  deepEqual(redriveLines({ ...about, batches, uris: none, users: none }).slice(0, 2), [
    'batches of sign-ups: 2 found, 1 replayed, 1 failed',
    '  key: why',
  ]);
});

test('a refusal of AWS is one line', async (t) => {
  answer(t, S3Client, () => {
    throw Object.assign(new Error('not authorized to perform: s3:ListBucket'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403, requestId: 'r-1' },
    });
  });
  await rejects(redrive(target(), options), {
    name: 'UserError',
    message:
      'AccessDenied: not authorized to perform: s3:ListBucket (request id r-1); run it again when that is mended',
  });
});

test('an interruption ends it before the next batch', async (t) => {
  const { calls } = stack(t, { objects: { a: batch('ada') } });
  await rejects(redrive(target(), { dryRun: false, signal: AbortSignal.abort() }), { name: 'AbortError' });
  equal(calls.length, 0);
});
