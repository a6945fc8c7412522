import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../shared/backup/items/item.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import { KEY } from '../shared/student-api/student.ts';
import { tooLarge } from './student.ts';

interface Table {
  dynamodb: DynamoDBClient;
  name: string;
  signal: AbortSignal;
}

/**
 * One write decides: of two that add the same student at once, one is told of the other.
 * @returns whether there was none of this key before
 * @throws Refusal 409 when there is one and it may not be overwritten
 */
export async function putStudent({ dynamodb, name, signal }: Table, item: Item, overwrite: boolean): Promise<boolean> {
  const guard = overwrite
    ? ({ ReturnValues: 'ALL_OLD' } as const)
    : ({
        ConditionExpression: `attribute_not_exists(${KEY})`,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      } as const);
  const command = new PutItemCommand({ TableName: name, Item: item, ...guard });
  try {
    const { Attributes } = await dynamodb.send(command, { abortSignal: signal });
    return Attributes === undefined;
  } catch (error) {
    if (isOwnWrite(error, item)) return true;
    if (error instanceof ConditionalCheckFailedException) {
      throw new Refusal(409, 'there is a student with this studentId already: send overwrite=true to replace it');
    }
    throw isTooLarge(error) ? tooLarge() : error;
  }
}

/** A write whose answer was lost is tried again by the SDK, and then finds itself in its way. */
function isOwnWrite(error: unknown, item: Item): boolean {
  if (!(error instanceof ConditionalCheckFailedException)) return false;
  return (error.$metadata.attempts ?? 1) > 1 && isDeepStrictEqual({ ...error.Item }, item);
}

/** It has the last word on what an item's size is. */
function isTooLarge(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'ValidationException' && /item size/i.test(message);
}
