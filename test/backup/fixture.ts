import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { itemTexts } from '../../functions/shared/backup/items/text.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { program } from '../cli/program.ts';
import { clientOptions, remove, start, temporaryFolder } from '../embedded/fixture.ts';

export type Item = Record<string, AttributeValue>;

interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Account {
  aws: EmbeddedAws;
  /** For the files of the tests; removed at the end. */
  folder: string;
  dynamodb: DynamoDBClient;
  s3: S3Client;
  /** A command as a person runs it; `onStart` may end it early. */
  run(command: string, args: readonly string[], more?: RunOptions): Promise<Ran>;
  makeTable(name: string, keys?: Record<string, 'S' | 'N' | 'B'>): Promise<void>;
  fill(table: string, items: readonly Item[]): Promise<void>;
  /** The texts of all items, in order. */
  contents(table: string): Promise<string[]>;
  makeBucket(name: string): Promise<void>;
  stop(): Promise<void>;
}

interface RunOptions {
  env?: NodeJS.ProcessEnv;
  onStart?: (child: ChildProcess) => void;
}

/** One embedded AWS, its clients, and commands that work on it. */
export async function openAccount(): Promise<Account> {
  const folder = await temporaryFolder();
  const aws = await start(join(folder, 'aws'));
  const dynamodb = new DynamoDBClient({ ...clientOptions(aws), maxAttempts: 3 });
  const s3 = new S3Client(clientOptions(aws));
  const children = new Set<ChildProcess>();
  return {
    ...{ aws, folder, dynamodb, s3 },
    run: (command, args, more = {}) => runCommand(aws, folder, children, command, args, more),
    makeTable: (name, keys = { id: 'S' }) => makeTable(dynamodb, name, keys),
    fill: (table, items) => fill(dynamodb, table, items),
    contents: (table) => contents(dynamodb, table),
    makeBucket: (name) => makeBucket(s3, name),
    async stop() {
      for (const child of children) child.kill('SIGKILL');
      dynamodb.destroy();
      s3.destroy();
      await aws.stop();
      await remove(folder);
    },
  };
}

function runCommand(
  { endpoint, credentials, region }: EmbeddedAws,
  home: string,
  children: Set<ChildProcess>,
  command: string,
  args: readonly string[],
  { env: more, onStart }: RunOptions,
): Promise<Ran> {
  const env = {
    ...{ PATH: process.env.PATH, HOME: home, NO_COLOR: '1', CI: '1', AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    ...more,
  };
  const child = spawn(process.execPath, [...program(command), ...args], { env, cwd: projectFolder });
  children.add(child);
  onStart?.(child);
  const ran: Ran = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    ran.stdout += part;
  });
  child.stderr.on('data', (part) => {
    ran.stderr += part;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ ...ran, code, signal });
    });
  });
}

async function makeTable(dynamodb: DynamoDBClient, name: string, keys: Record<string, 'S' | 'N' | 'B'>): Promise<void> {
  const entries = Object.entries(keys);
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: entries.map(([AttributeName], at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: entries.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}

async function fill(dynamodb: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
}

async function contents(client: DynamoDBClient, TableName: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    texts.push(...Items.map((item) => itemTexts(item).canonical));
  }
  return texts.sort();
}

async function makeBucket(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}
