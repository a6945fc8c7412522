import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { actionNamed } from '../../../scripts/iam/catalog/actions.ts';
import { readCatalog } from '../../../scripts/iam/catalog/read.ts';
import { actionsOf } from '../../../scripts/iam/code/operations.ts';
import { prefixOf } from '../../../scripts/iam/code/packages.ts';
import { linesOf } from './program.ts';

const catalog = readCatalog();

/** Decided by their items and statements. */
const BY_INPUT = ['BatchExecuteStatement', 'ExecuteStatement', 'ExecuteTransaction', 'TransactWriteItems'];

/** Operations of which the catalog does not say what they need: nothing is said of grants beside them. */
const NOT_LISTED = [
  ...['dynamodb:CancelBulkOperation', 'dynamodb:DescribeBulkOperation', 'dynamodb:ListBulkOperations'],
  ...['dynamodb:StartBulkPutItems', 's3:CreateBucketMetadataConfiguration', 's3:DeleteBucketMetadataConfiguration'],
  ...['s3:GetBucketMetadataConfiguration', 's3:RenameObject'],
];

/** The commands of an installed client, by its files. */
function operationsOf(client: string): string[] {
  const folder = join(projectFolder, 'node_modules', '@aws-sdk', client, 'dist-types', 'commands');
  return readdirSync(folder).flatMap((file) => /^(\w+)Command\.d\.ts$/.exec(file)?.[1] ?? []);
}

test('what the installed clients call is an action that AWS lists', () => {
  const clients = [
    'client-dynamodb',
    'client-kms',
    'client-lambda',
    'client-s3',
    'client-secrets-manager',
    'client-sqs',
  ];
  const installed = readdirSync(join(projectFolder, 'node_modules', '@aws-sdk'));
  const operations = clients
    .filter((client) => installed.includes(client))
    .flatMap((client) => operationsOf(client).map((name) => `${prefixOf(`@aws-sdk/${client}`)}:${name}`));
  ok(operations.length > 200, `${operations.length}`);
  const unknown = operations.filter((operation) =>
    actionsOf(operation, () => true).some(({ action }) => actionNamed(catalog, action) === null),
  );
  const byInput = BY_INPUT.map((name) => `dynamodb:${name}`);
  deepEqual(unknown.filter((operation) => !byInput.includes(operation)).sort(), NOT_LISTED);
});

const client = (name: string, ...names: string[]) => `import { ${names.join(', ')} } from '@aws-sdk/client-${name}';`;
const run = (expression: string) => `export const handler = (event: any) => [${expression}];`;

const CASES: [title: string, code: string, lines: string[]][] = [
  [
    'the current version',
    `${client('s3', 'GetObjectCommand')}${run('new GetObjectCommand({ Bucket: process.env.B, Key: "k" })')}`,
    ['s3:GetObject B'],
  ],
  [
    'a version that is named',
    `${client('s3', 'GetObjectCommand')}${run('new GetObjectCommand({ Bucket: process.env.B, Key: "k", VersionId: event.v })')}`,
    ['s3:GetObject? B', 's3:GetObjectVersion B'],
  ],
  [
    'the head of an object',
    `${client('s3', 'HeadObjectCommand')}${run('new HeadObjectCommand({ Bucket: "b", Key: "k" })')}`,
    ['s3:GetObject'],
  ],
  [
    'a put under a condition',
    `${client('s3', 'PutObjectCommand')}${run('new PutObjectCommand({ Bucket: "b", Key: "k", IfNoneMatch: "*" })')}`,
    ['s3:PutObject'],
  ],
  [
    'a put with tags',
    `${client('s3', 'PutObjectCommand')}${run('new PutObjectCommand({ Bucket: "b", Key: "k", Tagging: "a=b" })')}`,
    ['s3:PutObject', 's3:PutObjectTagging'],
  ],
  [
    'a put of an input that is not seen',
    `${client('s3', 'PutObjectCommand')}${run('new PutObjectCommand(event)')}`,
    [
      's3:GetObject?',
      's3:PutObject',
      's3:PutObjectAcl?',
      's3:PutObjectLegalHold?',
      's3:PutObjectRetention?',
      's3:PutObjectTagging?',
    ],
  ],
  [
    'a copy',
    `${client('s3', 'CopyObjectCommand')}${run('new CopyObjectCommand({ Bucket: process.env.B, CopySource: event.from, Key: "k" })')}`,
    ['s3:GetObject', 's3:GetObjectTagging? B', 's3:GetObjectVersion? B', 's3:PutObject B', 's3:PutObjectTagging? B'],
  ],
  [
    'a transaction by its items',
    `${client('dynamodb', 'TransactWriteItemsCommand')}${run('new TransactWriteItemsCommand({ TransactItems: [{ Put: event.put }, { ConditionCheck: event.check }] })')}`,
    ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem'],
  ],
  [
    'a transaction of items that are not seen',
    `${client('dynamodb', 'TransactWriteItemsCommand')}${run('new TransactWriteItemsCommand({ TransactItems: event.items })')}`,
    ['dynamodb:ConditionCheckItem?', 'dynamodb:DeleteItem?', 'dynamodb:PutItem?', 'dynamodb:UpdateItem?'],
  ],
  [
    'PartiQL by its first word',
    `${client('dynamodb', 'ExecuteStatementCommand')}${run('new ExecuteStatementCommand({ Statement: `select * from "t"` })')}`,
    ['dynamodb:PartiQLSelect'],
  ],
  [
    'batches',
    `${client('sqs', 'SendMessageBatchCommand')}${run('new SendMessageBatchCommand({ QueueUrl: process.env.Q, Entries: [] })')}`,
    ['sqs:SendMessage Q'],
  ],
  [
    'a batch of items',
    `${client('dynamodb', 'BatchGetItemCommand')}${run('new BatchGetItemCommand({ RequestItems: {} })')}`,
    ['dynamodb:BatchGetItem'],
  ],
  [
    'the document client',
    `import { DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
     ${run('new PutCommand({ TableName: process.env.T, Item: {} }), paginateQuery({ client: event.c }, { TableName: process.env.U })')}`,
    ['dynamodb:PutItem T', 'dynamodb:Query U'],
  ],
  [
    'a waiter',
    `${client('s3', 'waitUntilObjectExists')}${run('waitUntilObjectExists({} as any, { Bucket: process.env.B, Key: "k" })')}`,
    ['s3:GetObject B'],
  ],
  [
    'an upload in parts',
    `import { Upload } from '@aws-sdk/lib-storage';${run('new Upload({ client: event.c, params: { Bucket: process.env.B, Key: "k" } })')}`,
    ['s3:AbortMultipartUpload? B', 's3:PutObject B'],
  ],
  [
    'an address that is signed',
    `${client('s3', 'GetObjectCommand', 'S3Client')}import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
     ${run('getSignedUrl(new S3Client(), new GetObjectCommand({ Bucket: process.env.B, Key: "k" }))')}`,
    ['s3:GetObject B'],
  ],
  [
    'an invocation',
    `${client('lambda', 'InvokeCommand')}${run('new InvokeCommand({ FunctionName: process.env.F })')}`,
    ['lambda:InvokeFunction F'],
  ],
  [
    'events',
    `${client('eventbridge', 'PutEventsCommand')}${run('new PutEventsCommand({ Entries: [] })')}`,
    ['events:PutEvents'],
  ],
  [
    'mail',
    `${client('sesv2', 'SendEmailCommand')}${run('new SendEmailCommand({})')}`,
    ['ses:SendEmail', 'ses:SendRawEmail?', 'ses:SendTemplatedEmail?'],
  ],
  [
    'who am I needs nothing',
    `${client('sts', 'GetCallerIdentityCommand')}${run('new GetCallerIdentityCommand({})')}`,
    ['sts:GetCallerIdentity?'],
  ],
  [
    'parameters',
    `${client('ssm', 'GetParametersByPathCommand')}${run('new GetParametersByPathCommand({ Path: "/a" })')}`,
    ['ssm:GetParametersByPath'],
  ],
  [
    're-encryption',
    `${client('kms', 'ReEncryptCommand')}${run('new ReEncryptCommand({} as any)')}`,
    ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ],
  [
    'steps',
    `${client('sfn', 'StartExecutionCommand')}${run('new StartExecutionCommand({ stateMachineArn: process.env.M })')}`,
    ['states:StartExecution M'],
  ],
  [
    'an operation that AWS does not list',
    `${client('s3', 'NoSuchThingCommand')}${run('new NoSuchThingCommand({})')}`,
    ['unseen s3'],
  ],
  [
    'queries that read for the caller',
    `${client('athena', 'StartQueryExecutionCommand')}${run('new StartQueryExecutionCommand({} as any)')}`,
    ['athena:StartQueryExecution', 'unseen glue', 'unseen kms', 'unseen lakeformation', 'unseen s3'],
  ],
];

describe('a call needs the actions that AWS checks for it', () => {
  for (const [title, code, lines] of CASES) {
    test(title, async (t) => {
      deepEqual(await linesOf(t, code), lines);
    });
  }
});

test('only to be told that an object is missing does one need to list its bucket', async (t) => {
  const get = `${client('s3', 'GetObjectCommand')}const get = () => new GetObjectCommand({ Bucket: process.env.B, Key: 'k' });`;
  deepEqual(await linesOf(t, `${get}${run('get()')}`), ['s3:GetObject B']);
  const lines = await linesOf(t, `${get}export const handler = (e: Error) => { if (e.name !== 'NoSuchKey') get(); };`);
  deepEqual(lines, ['s3:GetObject B', 's3:ListBucket B']);
  equal(lines.length, 2);
});
