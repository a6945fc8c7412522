import { type DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../shared/backup/items/item.ts';
import { itemReader } from '../shared/backup/items/parse.ts';
import { answerTextOf } from '../shared/backup/scan/answer-text.ts';
import { KEY } from '../shared/student-api/student.ts';

export interface Table {
  dynamodb: DynamoDBClient;
  name: string;
  signal: AbortSignal;
}

/** As it is now: a student who was just written is found. Null: there is none. */
export async function getItem({ dynamodb, name, signal }: Table, studentId: string): Promise<Item | null> {
  const command = new GetItemCommand({ TableName: name, Key: keyOf(studentId), ConsistentRead: true });
  const text = answerTextOf(command);
  await dynamodb.send(command, { abortSignal: signal });
  const { Item }: { Item?: unknown } = JSON.parse(text());
  return Item === undefined ? null : itemReader(text())(Item);
}

export interface Scanned {
  items: Item[];
  /** The studentId after which the table goes on; null: this is its end. */
  next: string | null;
}

/** A megabyte of the table at most, as it is now. @param limit items; null: as many as that are */
export async function scan(
  { dynamodb, name, signal }: Table,
  after: string | null,
  limit: number | null,
): Promise<Scanned> {
  const command = new ScanCommand({
    TableName: name,
    // Whoever adds a student looks for it in the list the next moment.
    ConsistentRead: true,
    ...(after === null ? {} : { ExclusiveStartKey: keyOf(after) }),
    ...(limit === null ? {} : { Limit: limit }),
  });
  const text = answerTextOf(command);
  await dynamodb.send(command, { abortSignal: signal });
  const { Items = [], LastEvaluatedKey }: { Items?: unknown[]; LastEvaluatedKey?: unknown } = JSON.parse(text());
  const itemOf = itemReader(text());
  return {
    items: Items.map(itemOf),
    next: LastEvaluatedKey === undefined ? null : studentIdOf(itemOf(LastEvaluatedKey)),
  };
}

/** @throws TypeError for an item of a table with another key */
export function studentIdOf(item: Item): string {
  const studentId = item[KEY]?.S;
  if (studentId === undefined) throw new TypeError(`the key of the table is not ${KEY}`);
  return studentId;
}

function keyOf(studentId: string): Item {
  return { [KEY]: { S: studentId } };
}
