import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb';
import { describedTable, noTable, tableKeys } from '../../../functions/shared/backup/describe-table.ts';
import { canonicalText } from '../../../functions/shared/backup/items/text.ts';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { pacer } from '../../../functions/shared/backup/pacer.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import { atMost } from '../at-most.ts';
import type { OpenBackup } from '../open-backup.ts';
import type { Sleep } from '../pauses.ts';
import { itemBytes } from '../restore/batches.ts';
import { type BatchWriting, writeBatch } from '../write-batch.ts';
import { type Change, exportChanges } from './export-part.ts';
import { verifyExport } from './verify-export.ts';
import { type ChangesWindow, orderedWindows } from './windows.ts';

export interface ApplyOptions {
  dynamodb: DynamoDBClient;
  /** It is there, and shows what it did at the beginning of the first export. */
  tableName: string;
  /** Incremental exports of one table, in any order. */
  backups: readonly OpenBackup[];
  /** The full export that the table was restored from; null: the caller knows that it fits. */
  base: Manifest | null;
  /** Write capacity units a second; null: as fast as it goes. */
  maxWcu: number | null;
  signal: AbortSignal;
  sleep?: Sleep;
  report?(progress: { changes: number; expected: number }): void;
}

export interface Applied {
  puts: number;
  deletes: number;
  /** ISO 8601, UTC: the table shows what the other one did just before. */
  to: string;
}

/**
 * Applies incremental exports to a table, one after the other. Each has the last state of an item once, so within one
 * the order does not matter, and doing it again comes to the same: after an interruption it simply begins anew.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html
 * @throws BackupProblem; errors of AWS pass through
 */
export async function applyChanges(options: ApplyOptions): Promise<Applied> {
  const windows = orderedWindows(options.backups, options.base);
  await assertKeys(options, windows);
  for (const { backup } of windows) await assertWhole(backup, options.signal);
  const writing: BatchWriting = {
    ...{ dynamodb: options.dynamodb, tableName: options.tableName, signal: options.signal },
    pacer: pacer(options.maxWcu),
    sleep: options.sleep,
  };
  const expected = windows.reduce((sum, { backup }) => sum + backup.manifest.items, 0);
  const applied: Applied = { puts: 0, deletes: 0, to: '' };
  for (const { backup, to } of windows) {
    await atMost(AT_ONCE, batchesOf(backup), async (batch) => {
      await writeBatch(writing, batch.map(requestOf));
      applied.puts += batch.filter(({ put }) => put !== null).length;
      applied.deletes += batch.filter(({ put }) => put === null).length;
      options.report?.({ changes: applied.puts + applied.deletes, expected });
    });
    applied.to = to;
  }
  return applied;
}

async function assertKeys({ dynamodb, tableName }: ApplyOptions, [first]: readonly ChangesWindow[]): Promise<void> {
  const present = await describedTable(dynamodb, tableName);
  if (present === null) throw await noTable(dynamodb, tableName);
  const { table } = (first as ChangesWindow).backup.manifest;
  if (isDeepStrictEqual(tableKeys(present), table.keys)) return;
  throw new BackupProblem(
    'table',
    `table ${tableName} has other keys than ${table.name}: restore into a new table first`,
  );
}

/** Read twice rather than applied by half: what damage shows may come at the end of a file. */
async function assertWhole({ store, manifest }: ChangesWindow['backup'], signal: AbortSignal): Promise<void> {
  const { findings } = await verifyExport({ store, manifest }, { signal });
  if (findings.length === 0) return;
  throw new BackupProblem('damaged', `${store.place} is damaged, and nothing was changed: verify it (verify-backup)`);
}

/**
 * Of one call: 25 requests and 16 MB as JSON, in which binary values and escapes take more room than they have bytes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
const LIMITS = { items: 25, bytes: 2 * 1024 ** 2 };

/** Batches under way at the same time: all that is held in memory. */
const AT_ONCE = 8;

/** Each key at most once in a batch: DynamoDB refuses the whole of it otherwise. */
async function* batchesOf(backup: ChangesWindow['backup']): AsyncGenerator<Change[]> {
  let batch = new Map<string, Change>();
  let bytes = 0;
  for (const part of backup.manifest.parts) {
    for await (const change of exportChanges(backup, part)) {
      const key = canonicalText({ M: change.key });
      const other = batch.get(key);
      if (other === undefined || other.at <= change.at) batch.set(key, change);
      bytes += itemBytes(change.put ?? change.key);
      if (batch.size < LIMITS.items && bytes < LIMITS.bytes) continue;
      yield [...batch.values()];
      batch = new Map();
      bytes = 0;
    }
  }
  if (batch.size > 0) yield [...batch.values()];
}

function requestOf({ key, put }: Change): WriteRequest {
  return put === null ? { DeleteRequest: { Key: key } } : { PutRequest: { Item: put } };
}
