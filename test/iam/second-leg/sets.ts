import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient, TagQueueCommand } from '@aws-sdk/client-sqs';
import { type Caller, user } from './callers.ts';
import { chunks, conditional, STRINGS } from './conditions.ts';
import { document } from './engine.ts';
import type { LiveCase } from './live.ts';
import type { World } from './world.ts';

const SETS = [['Id'], ['Id', 'Name'], ['Id', 'Secret'], ['ID', 'NAME']];

interface SetCondition {
  operator: string;
  values: string[];
  /** What requests name. */
  given: string[][];
}

function setConditions(): SetCondition[] {
  return ['ForAllValues', 'ForAnyValue'].flatMap((quantifier) =>
    STRINGS.flatMap((operator) => [
      { operator: `${quantifier}:${operator}`, values: ['Id', 'N*'], given: SETS },
      { operator: `${quantifier}:${operator}IfExists`, values: ['Id', 'Name'], given: SETS.slice(0, 2) },
    ]),
  );
}

/** Keys of several values: the attributes that a read names, and the keys of the tags that a request sets. */
export async function setCases(at: World): Promise<LiveCase[]> {
  const { region, accountId } = at.aws;
  const conditions = setConditions().map((condition, index) => ({
    ...condition,
    table: `arn:aws:dynamodb:${region}:${accountId}:table/set-${index}`,
    queue: `arn:aws:sqs:${region}:${accountId}:set-${index}`,
  }));
  const cases: LiveCase[] = [];
  for (const part of chunks(conditions, 10)) {
    const statements = part.flatMap(({ operator, values, table, queue }) => [
      conditional('dynamodb:GetItem', table, { [operator]: { 'dynamodb:Attributes': values } }),
      conditional('sqs:TagQueue', queue, { [operator]: { 'aws:TagKeys': values } }),
    ]);
    const caller = await user(at, `setter-${cases.length}`, { identity: [document(...statements)] });
    for (const one of part) {
      for (const names of one.given) {
        cases.push(attributesCase(caller, one, one.table, names), tagsCase(at, caller, one, one.queue, names));
      }
    }
  }
  return cases;
}

function attributesCase(caller: Caller, { operator, values }: SetCondition, table: string, names: string[]): LiveCase {
  const ExpressionAttributeNames = Object.fromEntries(names.map((name, index) => [`#${index}`, name]));
  const request = new GetItemCommand({
    TableName: table.split('/')[1],
    Key: { Id: { S: '1' } },
    ProjectionExpression: Object.keys(ExpressionAttributeNames).join(', '),
    ExpressionAttributeNames,
  });
  return {
    title: `${operator} dynamodb:Attributes ${values.join(' or ')}, for ${names.join(' and ')}`,
    caller,
    action: 'dynamodb:GetItem',
    resource: table,
    context: { 'dynamodb:Attributes': names, 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
    send: () => caller.client(DynamoDBClient).send(request),
  };
}

function tagsCase(
  { aws }: World,
  caller: Caller,
  { operator, values }: SetCondition,
  queue: string,
  names: string[],
): LiveCase {
  const Tags = Object.fromEntries(names.map((name) => [name, 'x']));
  const QueueUrl = `${aws.endpoint}/${aws.accountId}/${queue.split(':').at(-1)}`;
  return {
    title: `${operator} aws:TagKeys ${values.join(' or ')}, for ${names.join(' and ')}`,
    caller,
    action: 'sqs:TagQueue',
    resource: queue,
    context: { 'aws:TagKeys': names },
    send: () => caller.client(SQSClient).send(new TagQueueCommand({ QueueUrl, Tags })),
  };
}
