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

async function scanPage(scanning: Scanning, segment: number, start: Item | null): Promise<Page> {
  const { dynamodb, pacer, signal } = scanning;
  await pacer.ready(signal);
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
  const { items, next, units } = parsePage(text());
  pacer.spent(units);
  return { items, next };
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
