import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../items/item.ts';
import { itemReader } from '../items/parse.ts';
import type { Pacer } from '../pacer.ts';
import { answerTextOf } from './answer-text.ts';

export interface Page {
  items: Item[];
  /** Where the segment goes on; null: this is its end. */
  next: Item | null;
}

export interface Scanning {
  dynamodb: DynamoDBClient;
  tableName: string;
  segments: number;
  reads: 'eventual' | 'strong';
  /** Items; null: what fits into the megabyte that a call gives at most. */
  pageItems: number | null;
  pacer: Pacer;
  signal: AbortSignal;
}

/** A segment from a key on. */
export async function* scanPages(scanning: Scanning, segment: number, start: Item | null): AsyncGenerator<Page> {
  let page = await scanPage(scanning, segment, start);
  for (;;) {
    const { next } = page;
    yield page;
    if (next === null) return;
    page = await scanPage(scanning, segment, next);
  }
}

/** A table that is out of capacity is waited for, however long. */
async function scanPage(scanning: Scanning, segment: number, start: Item | null): Promise<Page> {
  const { pacer, signal } = scanning;
  for (;;) {
    await pacer.ready(signal);
    try {
      const { units, ...page } = await askForPage(scanning, segment, start);
      pacer.spent(units);
      return page;
    } catch (error) {
      if (!OVER_CAPACITY.test((error as Error).name)) throw error;
      pacer.exhausted();
    }
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const OVER_CAPACITY = /^(ProvisionedThroughputExceeded|RequestLimitExceeded|Throttling)(Exception)?$/;

async function askForPage(scanning: Scanning, segment: number, start: Item | null) {
  const { dynamodb, signal } = scanning;
  const command = new ScanCommand({
    TableName: scanning.tableName,
    Segment: segment,
    TotalSegments: scanning.segments,
    ConsistentRead: scanning.reads === 'strong',
    ReturnConsumedCapacity: 'TOTAL',
    ...(scanning.pageItems === null ? {} : { Limit: scanning.pageItems }),
    ...(start === null ? {} : { ExclusiveStartKey: start }),
  });
  const text = answerTextOf(command);
  await dynamodb.send(command, { abortSignal: signal });
  return parsePage(text());
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html#API_Scan_ResponseSyntax */
interface ScanAnswer {
  Items?: unknown[];
  LastEvaluatedKey?: unknown;
  ConsumedCapacity?: { CapacityUnits?: number };
}

function parsePage(text: string): Page & { units: number } {
  const { Items = [], LastEvaluatedKey, ConsumedCapacity }: ScanAnswer = JSON.parse(text);
  const itemOf = itemReader(text);
  return {
    items: Items.map(itemOf),
    next: LastEvaluatedKey === undefined ? null : itemOf(LastEvaluatedKey),
    units: ConsumedCapacity?.CapacityUnits ?? 0,
  };
}
