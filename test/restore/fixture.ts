import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateTableCommand, type CreateTableCommandInput, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { ScanManifest } from '../../functions/shared/backup/manifest.ts';
import { backUpTable } from '../../functions/shared/backup/scan/backup.ts';
import type { ScanOptions } from '../../functions/shared/backup/scan/job.ts';
import { output } from '../../scripts/cli/output.ts';
import { drill } from '../../scripts/drill/drill.ts';
import { RESTORE_OPTIONS, restoreWishes } from '../../scripts/restore/options.ts';
import { restore } from '../../scripts/restore/restore.ts';
import { folderStore } from '../../scripts/tables/folder-store.ts';
import { type Account, type Item, openAccount as openEmbedded } from '../backup/fixture.ts';
import { keepingStreams } from '../cli/streams.ts';

export type { Item };

interface Ended {
  code: number;
  /** Lines for people; stdout has the document. */
  said: string;
  // biome-ignore lint/suspicious/noExplicitAny: a document that tests look into
  document: any;
}

export interface RestoreAccount extends Account {
  createTable(input: Partial<CreateTableCommandInput> & { TableName: string }): Promise<void>;
  /** Backs a table up into a folder of its own. */
  save(table: string, more?: Partial<ScanOptions>): Promise<Saved>;
  /** The command, in this process. */
  restore(given: Record<string, unknown>, signal?: AbortSignal): Promise<Ended>;
  drill(from: string, signal?: AbortSignal): Promise<Ended>;
  /** Folder of what restores have noted. */
  journals: string;
  isThere(table: string): Promise<boolean>;
}

export interface Saved {
  /** Of the backup. */
  place: string;
  manifest: ScanManifest;
}

/** One embedded AWS that the commands of this process reach as well. */
export async function openAccount(): Promise<RestoreAccount> {
  const account = await openEmbedded();
  const { endpoint, credentials, region } = account.aws;
  const journals = join(account.folder, 'journals');
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  });
  return {
    ...account,
    journals,
    createTable: (input) => createTable(account, input),
    save: (table, more) => save(account, table, more),
    restore: (given, signal) =>
      inProcess(signal, (around) => restore(restoreWishes(withDefaults(given)), around, journals)),
    drill: (from, signal) => inProcess(signal, (around) => drill({ from, latest: false }, around)),
    isThere: (table) => isThere(account, table),
  };
}

async function createTable({ dynamodb }: Account, input: Partial<CreateTableCommandInput> & { TableName: string }) {
  const defaults = {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  } as const;
  await dynamodb.send(new CreateTableCommand({ ...defaults, ...input } as CreateTableCommandInput));
}

async function save({ dynamodb, folder }: Account, tableName: string, more: Partial<ScanOptions> = {}): Promise<Saved> {
  const store = folderStore(await mkdtemp(join(folder, 'saved-')));
  return backUpTable({
    ...{ dynamodb, store, tableName, format: 'dynamodb-json', reads: 'strong', maxRcu: null, segments: null },
    ...{ resume: 'no', tool: 'test 1', signal: new AbortController().signal, ...more },
  });
}

function withDefaults(given: Record<string, unknown>): Parameters<typeof restoreWishes>[0] {
  const defaults = Object.entries(RESTORE_OPTIONS).map(([name, option]) => {
    const left = 'default' in option ? option.default : undefined;
    return [name, option.type === 'boolean' ? false : 'multiple' in option ? [] : left];
  });
  return { ...Object.fromEntries(defaults), ...given };
}

type Around = Parameters<typeof restore>[1];

async function inProcess(
  signal = new AbortController().signal,
  run: (around: Around) => Promise<number>,
): Promise<Ended> {
  const streams = keepingStreams();
  const options = { environment: undefined, region: undefined, 'bucket-region': undefined, 'bucket-owner': undefined };
  const out = output('json', streams, {});
  const code = await run({ out, options, root: '/', signal, env: process.env });
  const { stdout, stderr } = streams.written;
  return { code, said: stderr, document: stdout === '' ? null : JSON.parse(stdout) };
}

async function isThere({ dynamodb }: Account, TableName: string): Promise<boolean> {
  try {
    await dynamodb.send(new DescribeTableCommand({ TableName }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return false;
    throw error;
  }
}
