import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { claim, claimLost } from '../../functions/shared/claims.ts';
import { answer } from './client-answers.ts';

const dynamodb = new DynamoDBClient({ region: 'us-east-1' });
const at = new Date('2026-01-02T03:04:05.678Z');
const held = new ConditionalCheckFailedException({
  message: '',
  $metadata: {},
  Item: { signedUpAt: { S: '2026-03-04T05:06:07Z' } },
});

test('a claim is of the user’s fingerprint, to the second', async (t) => {
  const sent = answer(t, DynamoDBClient, () => ({}));
  equal((await claim(dynamodb, 'claims', 'ada', at)).toISOString(), '2026-01-02T03:04:05.000Z');
  const { Key, ExpressionAttributeValues, ConditionExpression } = sent[0]?.input ?? {};
  match((Key as { id: { S: string } }).id.S, /^[0-9a-f]{64}$/);
  deepEqual(ExpressionAttributeValues, {
    ':at': { S: '2026-01-02T03:04:05Z' },
    ':since': { S: '2026-01-02T02:58:05Z' },
  });
  equal(
    ConditionExpression,
    'attribute_not_exists(signedUpAt) OR signedUpAt < :since OR (signedUpAt < :at AND attribute_not_exists(lost))',
  );
});

test('a lost sign-up takes no claim that waits for its address', async (t) => {
  const sent = answer(t, DynamoDBClient, () => ({}));
  await claimLost(dynamodb, 'claims', 'ada', at);
  equal(sent[0]?.input.ConditionExpression, 'attribute_not_exists(signedUpAt) OR attribute_exists(settledAt)');
});

for (const take of [claim, claimLost]) {
  test(`${take.name}: the claim that is there names the bucket`, async (t) => {
    answer(t, DynamoDBClient, () => {
      throw held;
    });
    equal((await take(dynamodb, 'claims', 'ada', at)).toISOString(), '2026-03-04T05:06:07.000Z');
  });

  test(`${take.name}: another error does not say who the user is`, async (t) => {
    answer(t, DynamoDBClient, () => {
      throw Object.assign(new Error('ada'), { name: 'ProvisionedThroughputExceededException' });
    });
    const message = /^cannot claim the bucket of user [0-9a-f]{16}: ProvisionedThroughputExceededException$/;
    await rejects(take(dynamodb, 'claims', 'ada', at), { message });
  });
}
