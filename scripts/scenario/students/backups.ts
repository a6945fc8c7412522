import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { s3Store } from '../../../functions/shared/backup/s3-store.ts';
import { compareWithTable } from '../../tables/compare/compare.ts';
import { openBackup } from '../../tables/open-backup.ts';
import { verifyBackup } from '../../tables/verify/verify.ts';
import type { Stage } from '../scenario.ts';
import { mails } from './mails.ts';

/** What POST /backup and GET /backup/{backupId} tell of a backup. */
export interface Run {
  backupId: string;
  status: 'running' | 'done' | 'failed';
  statusUrl: string;
  items: number;
  bytes: number | null;
  digest: string | null;
  place: string | null;
  mail: string | null;
  error: string | null;
}

/** Reads a backup back, proves its files, and compares it with the table. @throws when anything differs */
export async function assertBackupEquals({ owner }: Stage, run: Run, tableName: string): Promise<Manifest> {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(run.place ?? '') ?? [];
  const backup = await openBackup(s3Store(owner.s3, { bucket, prefix }), { latest: false });
  const { signal } = new AbortController();
  const { findings, digest } = await verifyBackup(backup, { signal });
  deepEqual(findings, []);
  const options = { dynamodb: owner.dynamodb, tableName, maxRcu: null, signal };
  const { equal: isEqual } = await compareWithTable(backup, { ...options, digest });
  ok(isEqual, `${run.place} differs from table ${tableName}`);
  deepEqual([run.items, run.digest], [backup.manifest.items, digest]);
  return backup.manifest;
}

/** The notice of a backup, by the place that it names. @throws when there is none, or more than one */
export async function assertNotice(stage: Stage, place: string, from: string, to: string): Promise<string> {
  const about = (await mails(stage)).filter(({ text }) => text.includes(place));
  equal(about.length, 1, `${about.length} mails tell of ${place}`);
  const [mail] = about;
  deepEqual([mail?.from, mail?.to], [from, [to]]);
  match(mail?.subject ?? '', /^Backup of \S+: \d+ items saved$/);
  return mail?.text ?? '';
}
