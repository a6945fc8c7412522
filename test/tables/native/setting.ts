import { type BackupStore, within } from '../../../functions/shared/backup/store.ts';
import type { Clock } from '../../../scripts/aws/wait.ts';
import type { ExportOptions } from '../../../scripts/tables/native/export-job.ts';
import { type FakeNative, fakeNative } from './fake-native.ts';
import { exportedLines, TABLE } from './fixture.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

/** Time that passes only where somebody sleeps. */
export function fastClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
    },
    random: () => 0.5,
  };
}

export interface Setting<B extends BackupStore = MemoryStore> {
  fake: FakeNative;
  /** The whole of it. */
  bucket: B;
  /** Where the backups go. */
  store: BackupStore;
  options: ExportOptions & { tableName: string };
}

/** The table of the fixture, a bucket, and what a backup of one into the other takes. */
export function setting(changes?: Partial<ExportOptions>): Setting;
export function setting(changes: Partial<ExportOptions>, bucket: BackupStore): Setting<BackupStore>;
export function setting(changes: Partial<ExportOptions> = {}, bucket: BackupStore = memoryStore('s3://vault')) {
  const fake = fakeNative(bucket);
  fake.addTable(structuredClone(TABLE));
  fake.lines = exportedLines(changes.window?.kind === 'changes' ? 'incremental' : 'full');
  const store = within(bucket, 'nightly/');
  const options: Setting['options'] = {
    ...{ dynamodb: fake.client, store, tableName: 'books', tool: 'stackwarden 0', resume: 'yes' },
    ...{ bucketOwner: null, kmsKey: null },
    window: { kind: 'full', at: null },
    ...{ signal: new AbortController().signal, clock: fastClock(), now: () => new Date('2025-11-28T08:10:00Z') },
    ...changes,
  };
  return { fake, bucket, store, options };
}
