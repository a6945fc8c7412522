import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { itemAt } from './items.ts';

/** The least that fills a table: a loop of BatchWriteItem, a few at the same time. The restore is measured beside it. */
const [table = '', items = '0'] = process.argv.slice(2);
const BATCH = 25;
const AT_ONCE = 4;
const client = new DynamoDBClient({});
let next = 0;

async function write(): Promise<void> {
  while (next < Number(items)) {
    const from = next;
    next += BATCH;
    const last = Math.min(from + BATCH, Number(items));
    const requests = Array.from({ length: last - from }, (_, at) => ({ PutRequest: { Item: itemAt(from + at) } }));
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    if (UnprocessedItems?.[table]?.length) throw new Error('not all was written');
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, write));
