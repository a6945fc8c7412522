import type { ExportManifest } from '../../../functions/shared/backup/manifest.ts';
import { type BackupStore, within } from '../../../functions/shared/backup/store.ts';
import { exportTable } from '../../../scripts/tables/native/export.ts';
import type { OpenBackup } from '../../../scripts/tables/open-backup.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { type Setting, setting } from './setting.ts';

const CHANGES = {
  kind: 'changes',
  from: new Date('2025-11-28T08:00:00Z'),
  to: new Date('2025-11-28T09:00:00Z'),
} as const;

export interface ExportedBackup<B extends BackupStore = MemoryStore> extends Setting<B> {
  backup: OpenBackup<ExportManifest>;
  /** Of a part, as the bucket has it. */
  key(index: number): string;
}

/** A backup of the fixture's table by DynamoDB's export. */
export function exported(kind: 'full' | 'changes'): Promise<ExportedBackup>;
export function exported(kind: 'full' | 'changes', bucket: BackupStore): Promise<ExportedBackup<BackupStore>>;
export async function exported(kind: 'full' | 'changes', bucket: BackupStore = memoryStore('s3://vault')) {
  const all = setting(kind === 'full' ? {} : { window: CHANGES, now: () => new Date('2025-11-28T09:10:00Z') }, bucket);
  const { manifest } = await exportTable(all.options);
  const own = `books/${manifest.id}/`;
  const backup = { store: within(all.store, own), manifest };
  return { ...all, backup, key: (index: number) => `nightly/${own}${manifest.parts[index]?.name}` };
}
