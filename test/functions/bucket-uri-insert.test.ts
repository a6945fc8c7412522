import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { handler } from '../../functions/bucket-uri-insert/handler.ts';
import type { UriEvent } from '../../functions/shared/uri-event.ts';
import { answer, type SentCommand } from './client-answers.ts';

const event = { userId: 'ada@example.com', bucket: 'siuada-20260102030405', signedUpAt: '2026-01-02T03:04:05Z' };
const refused = (Item?: Record<string, { S: string }>) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(Item && { Item }),
  });

beforeEach(() => {
  process.env.USER_TABLE = 'users';
  process.env.CLAIM_TABLE = 'claims';
});

/** Throws at the update of one table, if there is an error for it. */
const answers = (errors: { users?: Error; claims?: Error }) => (command: SentCommand) => {
  const error = errors[command.input.TableName as 'users' | 'claims'];
  if (error) throw error;
  return {};
};

test('the address is written to a user who is there and has no other', async (t) => {
  const sent = answer(t, DynamoDBClient, answers({}));
  deepEqual(await handler(event), { outcome: 'recorded' });
  const { TableName, Key, UpdateExpression, ConditionExpression, ExpressionAttributeValues } = sent[0]?.input ?? {};
  deepEqual([TableName, Key], ['users', { userId: { S: 'ada@example.com' } }]);
  equal(UpdateExpression, 'SET s3_bucket_uri = :uri');
  equal(
    ConditionExpression,
    'attribute_exists(userId) AND (attribute_not_exists(s3_bucket_uri) OR s3_bucket_uri = :uri)',
  );
  deepEqual(ExpressionAttributeValues, { ':uri': { S: 's3://siuada-20260102030405' } });
});

test('then its claim is settled, for longer than failed records are kept', async (t) => {
  const sent = answer(t, DynamoDBClient, answers({}));
  await handler(event);
  const { TableName, ConditionExpression, ExpressionAttributeValues } = sent[1]?.input ?? {};
  deepEqual([TableName, ConditionExpression], ['claims', 'signedUpAt = :signedUpAt']);
  const { ':expiration': expiration, ':signedUpAt': signedUpAt } = ExpressionAttributeValues as Record<
    string,
    { N?: string; S?: string }
  >;
  equal(signedUpAt?.S, '2026-01-02T03:04:05Z');
  ok(Number(expiration?.N) > Date.now() / 1000 + 90 * 24 * 60 * 60);
});

test('a user who was deleted meanwhile stays deleted', async (t) => {
  answer(t, DynamoDBClient, answers({ users: refused() }));
  deepEqual(await handler(event), { outcome: 'gone' });
});

test('a user who has another bucket keeps it', async (t) => {
  answer(t, DynamoDBClient, answers({ users: refused({ s3_bucket_uri: { S: 's3://other' } }) }));
  deepEqual(await handler(event), { outcome: 'kept' });
});

test('a newer sign-up’s claim stays open', async (t) => {
  answer(t, DynamoDBClient, answers({ claims: refused() }));
  deepEqual(await handler(event), { outcome: 'recorded' });
});

const FAILURES: [what: string, errors: Parameters<typeof answers>[0], message: RegExp][] = [
  [
    'an update that fails',
    { users: new Error('ada@example.com') },
    /^cannot record the bucket of user [0-9a-f]{16}: Error$/,
  ],
  [
    'a claim that cannot be settled',
    { claims: new Error('ada') },
    /^cannot settle the claim of user [0-9a-f]{16}: Error$/,
  ],
];

for (const [what, errors, message] of FAILURES) {
  test(`${what} fails the call, so that Lambda tries again, and does not say who it is`, async (t) => {
    answer(t, DynamoDBClient, answers(errors));
    await rejects(handler(event), { message });
  });
}

for (const missing of ['userId', 'bucket', 'signedUpAt'] as const) {
  test(`an event without ${missing} is refused before anything is written`, async (t) => {
    const sent = answer(t, DynamoDBClient, answers({}));
    const { [missing]: _, ...rest } = event;
    await rejects(handler(rest as UriEvent), /must hold userId, bucket and signedUpAt/);
    equal(sent.length, 0);
  });
}
