import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { DescribedTable } from '../../../functions/shared/backup/describe-table.ts';
import { backupId, CHECKPOINT, MANIFEST } from '../../../functions/shared/backup/layout.ts';
import { BackupProblem, isProblem } from '../../../functions/shared/backup/problem.ts';
import { type BackupStore, readWhole, within } from '../../../functions/shared/backup/store.ts';
import { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import type { Clock } from '../../aws/wait.ts';
import { type BucketPlace, bucketPlace } from '../place.ts';
import { checkedWindow, type ExportWindow, Window } from './export-window.ts';

export interface ExportOptions {
  dynamodb: DynamoDBClient;
  /** In a bucket; backups stand below it, as `<table>/<id>/`. */
  store: BackupStore;
  /** Of the bucket, twelve digits; null: the account that calls. DynamoDB demands it for that of another account. */
  bucketOwner: string | null;
  /** A KMS key's id or ARN in the bucket's region; null: SSE-S3. */
  kmsKey: string | null;
  window: ExportWindow;
  /** Whether an export that was begun with the same settings, and not finished, is taken up again. */
  resume: 'no' | 'yes';
  /** Name and version of the program. */
  tool: string;
  signal: AbortSignal;
  clock?: Clock;
  now?: () => Date;
  report?(progress: ExportProgress): void;
}

export interface ExportProgress {
  exportArn: string;
  /** Milliseconds since the backup began. */
  elapsed: number;
}

const Request = v.object({
  formatVersion: v.literal(1),
  id: v.string(),
  startedAt: v.string(),
  table: TableRecord,
  bucket: v.string(),
  prefix: v.string(),
  owner: v.nullable(v.string()),
  kmsKey: v.nullable(v.string()),
  window: Window,
});

/** All that DynamoDB was asked for: a rerun has to ask for the very same. */
export type ExportRequest = v.InferOutput<typeof Request>;

export interface ExportJob {
  /** The backup's own. */
  store: BackupStore;
  request: ExportRequest;
  /** Null: DynamoDB's answer is not known. */
  exportArn: string | null;
}

const REQUEST = `${CHECKPOINT}export-request.json`;
const EXPORT = `${CHECKPOINT}export.json`;

/**
 * Milliseconds for which a client token stands for one export; less than the 8 hours of the reference, for clocks differ.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html
 */
const TOKEN_MS = 7.5 * 3_600_000;

/** Milliseconds after which an export of the latest state is none any more, to one who asks for that. */
const LATEST_MS = 24 * 3_600_000;

/** Calls with the same token are one export, or one import: a rerun, or one whose answer was lost, starts no second. */
export function clientToken(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

export async function openExport(options: ExportOptions, { record }: DescribedTable): Promise<ExportJob> {
  const now = options.now?.() ?? new Date();
  const window = checkedWindow(options.window, now);
  const { bucket, prefix } = inBucket(options.store);
  const wanted = { bucket, owner: options.bucketOwner, kmsKey: options.kmsKey, window };
  const folder = `${record.name}/`;
  const begun =
    options.resume === 'no'
      ? null
      : await unfinished(options, folder, now, (request) => {
          const { table, prefix: full } = request;
          const isPlace = full === joined(prefix, record.name, request.id);
          const isTable = table.arn === record.arn && table.id === record.id;
          return isPlace && isTable && isSame(request, wanted, isOpen(options.window));
        });
  if (begun !== null) return begun;
  const id = backupId(now);
  const store = within(options.store, `${folder}${id}/`);
  const request: ExportRequest = {
    ...{ formatVersion: 1, id, startedAt: now.toISOString(), table: record },
    ...wanted,
    prefix: joined(prefix, record.name, id),
  };
  await begin(store, request);
  return { store, request, exportArn: null };
}

function inBucket({ place }: BackupStore): BucketPlace {
  const found = bucketPlace(place);
  if (found !== null) return found;
  throw new BackupProblem(
    'input',
    `${place} is a folder, and DynamoDB exports to a bucket: use --to s3://bucket/prefix, or --engine scan`,
  );
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

type Wanted = Pick<ExportRequest, 'bucket' | 'owner' | 'kmsKey' | 'window'>;

/** @param isAnyEnd whether changes up to an earlier moment are what is wanted, too */
function isSame({ bucket, owner, kmsKey, window }: ExportRequest, wanted: Wanted, isAnyEnd: boolean): boolean {
  const ended = isAnyEnd && window.kind === 'changes' ? { ...wanted.window, to: window.to } : wanted.window;
  return JSON.stringify({ bucket, owner, kmsKey, window }) === JSON.stringify({ ...wanted, window: ended });
}

async function begin(store: BackupStore, request: ExportRequest): Promise<void> {
  try {
    await store.write(REQUEST, Buffer.from(JSON.stringify(request)));
  } catch (error) {
    if (!isProblem(error, 'taken')) throw error;
    throw new BackupProblem('busy', `another process has just begun the backup ${store.place}: leave it to that one`);
  }
}

/** The newest of those that fit. Without an ARN, only while the token still finds the export that may be under way. */
async function unfinished(
  options: ExportOptions,
  folder: string,
  now: Date,
  isWanted: (request: ExportRequest) => boolean,
): Promise<ExportJob | null> {
  const names = new Set((await within(options.store, folder).list('')).map(({ name }) => name));
  const ids = [...names]
    .filter((name) => name.endsWith(`/${REQUEST}`))
    .map((name) => name.slice(0, -REQUEST.length - 1));
  for (const id of ids.sort().reverse()) {
    if (names.has(`${id}/${MANIFEST}`)) continue;
    const store = within(options.store, `${folder}${id}/`);
    const request = v.safeParse(v.pipe(v.string(), v.parseJson(), Request), await readWhole(store, REQUEST));
    if (!request.success || !isWanted(request.output)) continue;
    const age = now.getTime() - Date.parse(request.output.startedAt);
    if (isOpen(options.window) && age >= LATEST_MS) continue;
    if (names.has(`${id}/${EXPORT}`)) return { store, request: request.output, exportArn: await rememberedArn(store) };
    if (age < TOKEN_MS) return { store, request: request.output, exportArn: null };
  }
  return null;
}

/** Whether it ends when it is asked for: another day, something else is meant. */
function isOpen(window: ExportOptions['window']): boolean {
  return window.kind === 'full' ? window.at === null : window.to === null;
}

const Remembered = v.object({ formatVersion: v.literal(1), exportArn: v.string() });

async function rememberedArn(store: BackupStore): Promise<string> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Remembered), await readWhole(store, EXPORT));
  if (parsed.success) return parsed.output.exportArn;
  throw new BackupProblem('damaged', `${store.place}/${EXPORT} is damaged: begin a new backup with --new`);
}

export async function rememberArn({ store }: ExportJob, exportArn: string): Promise<void> {
  const text = JSON.stringify({ formatVersion: 1, exportArn });
  await store.write(EXPORT, Buffer.from(text)).catch((error) => {
    // Another process took the same export up; the token makes it the same one.
    if (!isProblem(error, 'taken')) throw error;
  });
}

/** Once the manifest is there, or when the export has failed: the next backup begins anew, with another token. */
export async function forgetExport({ store }: ExportJob): Promise<void> {
  await Promise.allSettled([REQUEST, EXPORT].map((name) => store.remove(name)));
}
