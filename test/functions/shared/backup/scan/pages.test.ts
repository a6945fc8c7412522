import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { pacer } from '../../../../../functions/shared/backup/pacer.ts';
import { type Page, scanPages } from '../../../../../functions/shared/backup/scan/pages.ts';

interface Answer {
  status: number;
  body: unknown;
}

/** A client that is answered so, one after the other, and what it was asked. */
function answered(...answers: Answer[]) {
  const asked: Record<string, unknown>[] = [];
  const requestHandler = {
    async handle({ body }: { body: string }) {
      asked.push(JSON.parse(body));
      const { status, body: answer } = answers.shift() ?? { status: 500, body: {} };
      const stream = new Blob([JSON.stringify(answer)]).stream();
      return { response: { statusCode: status, headers: {}, body: stream } };
    },
  } as unknown as NonNullable<DynamoDBClientConfig['requestHandler']>;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  return { dynamodb: new DynamoDBClient({ region: 'us-east-1', credentials, requestHandler, maxAttempts: 1 }), asked };
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const failed = (__type: string): Answer => ({ status: 400, body: { __type, message: 'no' } });

async function pagesOf(dynamodb: DynamoDBClient, waits: number[] = []): Promise<Page[]> {
  const clock = { now: () => waits.reduce((sum, ms) => sum + ms, 0), sleep: async (ms: number) => waits.push(ms) };
  const { signal } = new AbortController();
  const common = { tableName: 'books', segments: 2, reads: 'strong', pageItems: 7 } as const;
  const pages: Page[] = [];
  for await (const page of scanPages({ ...common, dynamodb, pacer: pacer(null, clock), signal }, 1, null))
    pages.push(page);
  return pages;
}

test('page follows page by the last key, and no attribute name is lost', async () => {
  const item = '{"__proto__":{"S":"kept"},"id":{"B":"AQI="}}';
  const { dynamodb, asked } = answered(
    ok({ Items: [JSON.parse(item)], LastEvaluatedKey: { id: { B: 'AQI=' } }, ConsumedCapacity: { CapacityUnits: 1 } }),
    ok({ Items: [] }),
  );
  const [first, second, ...more] = await pagesOf(dynamodb);
  equal(more.length, 0);
  deepEqual(Object.entries(first?.items[0] ?? {}), [
    ['__proto__', { S: 'kept' }],
    ['id', { B: Buffer.from([1, 2]) }],
  ]);
  deepEqual(second, { items: [], next: null });
  const common = { ConsistentRead: true, Limit: 7, ReturnConsumedCapacity: 'TOTAL', Segment: 1, TableName: 'books' };
  deepEqual(asked, [
    { ...common, TotalSegments: 2 },
    { ...common, TotalSegments: 2, ExclusiveStartKey: { id: { B: 'AQI=' } } },
  ]);
});

test('a table that is out of capacity is waited for', async () => {
  const over = failed('ProvisionedThroughputExceededException');
  const { dynamodb } = answered(over, failed('ThrottlingException'), ok({ Items: [{ id: { S: 'a' } }] }));
  const waits: number[] = [];
  equal((await pagesOf(dynamodb, waits)).length, 1);
  deepEqual(waits, [5_000, 5_000]);
});

test('every other error ends the scan', async () => {
  await rejects(pagesOf(answered(failed('ResourceNotFoundException')).dynamodb), { name: 'ResourceNotFoundException' });
  await rejects(pagesOf(answered(ok({ Items: ['no item'] })).dynamodb), SyntaxError);
});
