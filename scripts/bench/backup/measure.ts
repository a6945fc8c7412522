import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { projectFolder, pythonTool } from '../../cli/project.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../../embedded/start.ts';
import { environmentOf } from '../embedded.ts';
import { type Ran, run, TELL_PEAK } from '../processes.ts';
import { type Row, rowOf } from '../row.ts';
import { median } from '../statistics.ts';
import type { Measuring } from '../suites.ts';

const BUCKET = 'bench-backups';
/** Items above which one round must do. */
const LARGE = 50_000;

interface Place {
  folder: string;
  aws: EmbeddedAws;
  signal: AbortSignal;
  rounds: number;
}

/** Backup and restore on one embedded AWS, beside a bare scan and a bare loop of writes; process starts included. */
export async function measureBackup({ effort, signal }: Measuring): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-backup-'));
  const aws = await startEmbeddedAws({ folder: join(folder, 'aws'), port: 0, python: pythonTool('python'), signal });
  try {
    const place = { folder, aws, signal, rounds: effort.backups };
    await makeBucket(aws);
    for (const name of ['bare-scan', 'bare-write']) await bundle(folder, name);
    const rows: Row[] = [];
    for (const items of effort.backedUp) rows.push(...(await measureTable(place, items)));
    return rows;
  } finally {
    await aws.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function optionsFor({ endpoint, region, credentials }: EmbeddedAws) {
  return { endpoint, region, credentials };
}

async function makeBucket(aws: EmbeddedAws): Promise<void> {
  const s3 = new S3Client({ ...optionsFor(aws), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
  s3.destroy();
}

/** Packages of the SDK that are CommonJS call `require`, which a module does not have. */
const BANNER = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};

async function bundle(folder: string, name: string): Promise<void> {
  const entry = join(projectFolder, 'scripts', 'bench', 'backup', `${name}.ts`);
  const outfile = join(folder, `${name}.mjs`);
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile, banner: BANNER });
}

async function measureTable(place: Place, items: number): Promise<Row[]> {
  const table = `bench-${items}`;
  await makeTable(place.aws, table);
  const bare = (name: string, ...args: string[]) => node(place, join(place.folder, `${name}.mjs`), ...args);
  const written = await bare('bare-write', table, String(items));
  const scans: Ran[] = [];
  const backups: Ran[] = [];
  // In turns, so that what slows the machine slows both of them. The embedded AWS reads a large table slowly.
  const rounds = items > LARGE ? 1 : place.rounds;
  for (let round = 0; round < rounds; round++) {
    scans.push(await bare('bare-scan', table, '4'));
    const to = ['--to', `s3://${BUCKET}/round-${round}`];
    backups.push(await node(place, 'scripts/setup.mjs', 'backup', table, ...to, '--new'));
  }
  const from = ['--from', `s3://${BUCKET}/round-0/${table}`, '--latest', '--as', `${table}-restored`];
  const restored = await node(place, 'scripts/setup.mjs', 'restore', ...from);
  return [
    speedRow('backup', items, backups, { name: 'a bare parallel scan', runs: scans, share: 0.8 }),
    memoryRow('backup', items, backups),
    speedRow('restore', items, [restored], { name: 'a bare loop of BatchWriteItem', runs: [written], share: 0.5 }),
    memoryRow('restore', items, [restored]),
  ];
}

function node({ aws, signal }: Place, ...args: string[]): Promise<Ran> {
  return run(process.execPath, ['--import', TELL_PEAK, ...args], [0], signal, environmentOf(aws));
}

async function makeTable(aws: EmbeddedAws, TableName: string): Promise<void> {
  const client = new DynamoDBClient(optionsFor(aws));
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  client.destroy();
}

interface Bare {
  name: string;
  runs: readonly Ran[];
  /** Of its speed, the goal. */
  share: number;
}

function speedRow(what: 'backup' | 'restore', items: number, runs: readonly Ran[], bare: Bare): Row {
  const rate = (all: readonly Ran[]) => items / median(all.map(({ seconds }) => seconds));
  const peer = rate(bare.runs);
  return rowOf({
    id: `${what}-${items}`,
    what: `${what === 'backup' ? 'Backup' : 'Restore'} of ${items} items of 1 KB`,
    figure: rate(runs),
    unit: '/s',
    goal: { bound: 'at least', value: bare.share * peer },
    peer: { name: bare.name, figure: peer },
    note: runs.length === 1 ? 'one run' : `medians of ${runs.length}`,
  });
}

/** Megabytes. */
const MOST_MEMORY = 200;

function memoryRow(what: 'backup' | 'restore', items: number, runs: readonly Ran[]): Row {
  return rowOf({
    id: `${what}-${items}-memory`,
    what: `Peak memory of that ${what}`,
    figure: Math.max(...runs.map(({ peak }) => peak)),
    unit: 'MB',
    ...(what === 'backup' ? { goal: { bound: 'at most', value: MOST_MEMORY } as const } : {}),
  });
}
