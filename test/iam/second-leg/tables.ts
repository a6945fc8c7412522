import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Caller, type Context, user } from './callers.ts';
import { allow, deny, document } from './engine.ts';
import type { LiveCase } from './live.ts';
import { rootClient, type World } from './world.ts';

/** A new table, by its ARN. */
export async function table(at: World, TableName: string): Promise<string> {
  const request = new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
  });
  const { TableDescription } = await rootClient(at, DynamoDBClient).send(request);
  return TableDescription?.TableArn ?? '';
}

export function getItemCase(caller: Caller, resource: string, id: string, context: Context = {}): LiveCase {
  const request = new GetItemCommand({ TableName: resource.split('/')[1], Key: { Id: { S: id } } });
  const send = () => caller.client(DynamoDBClient).send(request);
  return { title: `GetItem ${id}`, caller, action: 'dynamodb:GetItem', resource, context, send };
}

function policiesOf(arn: string): Record<string, object> {
  return {
    'reads alone': document(allow({ Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: arn })),
    'all but deletes': document(allow({ Action: 'dynamodb:*', Resource: `${arn}*` }), deny({ Action: '*:Delete*' })),
    'another table': document(allow({ Action: 'dynamodb:*', Resource: `${arn}-2` })),
    'the index alone': document(allow({ Action: 'dynamodb:*', Resource: `${arn}/index/*` })),
    'all tables of any region': document(allow({ Resource: 'arn:aws:dynamodb:*:*:table/*' })),
    'all that is about no item': document({ Effect: 'Allow', NotAction: 'dynamodb:*Item', Resource: '*' }),
    'all that is not this table': document({ Effect: 'Allow', Action: '*', NotResource: arn }),
    'counts alone': document(allow({ Condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } } })),
    'another region': document(allow({ Condition: { StringLike: { 'aws:RequestedRegion': 'eu-*' } } })),
  };
}

type Call = [action: string, context: Context, send: (client: DynamoDBClient) => Promise<unknown>];

function callsOf(TableName: string): Call[] {
  const Key = { Id: { S: '1' } };
  const query = { KeyConditionExpression: 'Id = :id', ExpressionAttributeValues: { ':id': { S: '1' } } };
  const all = { 'dynamodb:Select': 'ALL_ATTRIBUTES' };
  const count = { 'dynamodb:Select': 'COUNT' };
  return [
    ['GetItem', {}, (client) => client.send(new GetItemCommand({ TableName, Key }))],
    ['PutItem', {}, (client) => client.send(new PutItemCommand({ TableName, Item: Key }))],
    ['UpdateItem', {}, (client) => client.send(new UpdateItemCommand({ TableName, Key }))],
    ['DeleteItem', {}, (client) => client.send(new DeleteItemCommand({ TableName, Key }))],
    ['Query', all, (client) => client.send(new QueryCommand({ TableName, ...query }))],
    ['Query', count, (client) => client.send(new QueryCommand({ TableName, ...query, Select: 'COUNT' }))],
    ['Scan', all, (client) => client.send(new ScanCommand({ TableName }))],
    ['Scan', count, (client) => client.send(new ScanCommand({ TableName, Select: 'COUNT' }))],
  ];
}

/** Identity policies of a table's users. */
export async function tableCases(at: World): Promise<LiveCase[]> {
  const name = 'items';
  const resource = await table(at, name);
  const cases: LiveCase[] = [];
  for (const [title, policy] of Object.entries(policiesOf(resource))) {
    const caller = await user(at, `table-${cases.length}`, { identity: [policy] });
    for (const [verb, context, call] of callsOf(name)) {
      const send = () => call(caller.client(DynamoDBClient));
      const what = [verb, ...Object.values(context)].join(' ');
      cases.push({ title: `allowed: ${title}; ${what}`, caller, action: `dynamodb:${verb}`, resource, context, send });
    }
  }
  return cases;
}
