import { equal } from 'node:assert/strict';
import { afterEach, beforeEach, type TestContext } from 'node:test';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { handler } from '../../../../functions/backup-dynamodb-and-send-email/handler.ts';
import type { KeptRun, Run } from '../../../../functions/backup-dynamodb-and-send-email/run.ts';
import { answer, type SentCommand } from '../../client-answers.ts';

export const ID = '7f1e3a52-0d0e-4c7b-9d55-0c3f6a1b2c3d';
export const OTHER = '00000000-0000-4000-8000-000000000002';
export const MINUTE = 60_000;
export const NOW = new Date('2026-03-04T05:06:07.000Z');

export const ENVIRONMENT = {
  ...{ TABLE_NAME: 'students', RUNS_TABLE_NAME: 'runs', BUCKET_NAME: 'bucket', BUCKET_OWNER: '111122223333' },
  ...{ WAIT_SECONDS: '0.4', MAX_TABLE_BYTES: '1000', AWS_LAMBDA_FUNCTION_NAME: 'own-name' },
};
const MORE = ['MAX_READ_UNITS', 'MAIL_FROM', 'MAIL_TO'];

beforeEach(() => {
  Object.assign(process.env, ENVIRONMENT);
});
afterEach(() => {
  for (const name of [...Object.keys(ENVIRONMENT), ...MORE]) delete process.env[name];
});

export const context = (left = 900_000) => ({ getRemainingTimeInMillis: () => left });

export async function call(event: object, left?: number) {
  const answered = await handler(event, context(left));
  const { statusCode: status, headers, body = '' } = answered ?? {};
  return { status, headers, body: JSON.parse(body) };
}

export const post = (body: string | null = null, left?: number) =>
  call({ httpMethod: 'POST', path: '/backup', body }, left);
export const get = (backupId: string) => call({ httpMethod: 'GET', pathParameters: { backupId } });
export const workOn = (backupId: string, left?: number) =>
  handler({ work: { backupId, format: 'json' } }, context(left));

export type Item = Record<string, { S?: string; N?: string }>;

export interface Memory {
  items: Map<string, Item>;
  sent: SentCommand[];
  /** Of the run, as it was written last. */
  run(backupId: string): Run;
}

/** The table of runs in memory, with what the function's conditions say; calls about the students' table go elsewhere. */
export function runsTable(t: TestContext, students: (command: SentCommand) => unknown = unexpected): Memory {
  const items = new Map<string, Item>();
  const sent = answer(t, DynamoDBClient, (command) => {
    const { input } = command;
    if (input.TableName !== 'runs') return students(command);
    if (command.constructor.name === 'GetItemCommand') {
      equal(input.ConsistentRead, true);
      return { Item: structuredClone(items.get((input.Key as Item).backupId?.S ?? '')) };
    }
    equal(command.constructor.name, 'PutItemCommand');
    const item = input.Item as Item;
    const key = item.backupId?.S ?? '';
    if (!isMet(input, items.get(key))) {
      throw new ConditionalCheckFailedException({ message: '', $metadata: {}, Item: items.get(key) as never });
    }
    items.set(key, structuredClone(item));
    return {};
  });
  return { items, sent, run: (backupId) => JSON.parse(items.get(backupId)?.run?.S ?? '') };
}

function isMet({ ConditionExpression: condition, ExpressionAttributeValues }: SentCommand['input'], old: Item = {}) {
  const values = (ExpressionAttributeValues ?? {}) as Item;
  if (condition === undefined) return true;
  if (condition === 'stage = :asked') return old.stage?.S === values[':asked']?.S;
  if (condition === 'runId = :own') return old.runId?.S === values[':own']?.S;
  equal(condition, 'attribute_not_exists(backupId) OR #until < :now OR runId = :ended');
  if (old.backupId === undefined || Number(old.until?.N) < Number(values[':now']?.N)) return true;
  return old.runId?.S === values[':ended']?.S;
}

export function unexpected({ constructor: { name } }: SentCommand): never {
  throw new Error(`nobody expects ${name}`);
}

export function putRun({ items }: Memory, { run, stage, until }: KeptRun): void {
  const kept = { backupId: { S: run.backupId }, stage: { S: stage }, until: { N: String(until) } };
  items.set(run.backupId, { ...kept, run: { S: JSON.stringify(run) } });
}

export function lockedBy({ items }: Memory, runId: string, until: number): void {
  items.set('lock', { backupId: { S: 'lock' }, runId: { S: runId }, until: { N: String(until) } });
}

export const failing = (name: string) => () => {
  throw Object.assign(new Error('arn:aws:iam::111122223333:role/Secret may not'), { name });
};
