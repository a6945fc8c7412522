import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { ExportManifest, ScanManifest } from '../../../../functions/shared/backup/manifest.ts';
import { failedNotice, savedNotice } from '../../../../functions/shared/backup/notice.ts';
import { consistencyText, storedBytes } from '../../../../functions/shared/backup/told.ts';

const table = {
  name: 'students',
  arn: 'arn:aws:dynamodb:us-east-1:111122223333:table/students',
} as ScanManifest['table'];
const scan = {
  ...{ engine: 'scan', format: 'csv', table, items: 7, digest: 'd1', parts: [{ bytes: 300 }, { bytes: 21 }] },
  ...{ startedAt: '2026-11-28T09:00:00.000Z', endedAt: '2026-11-28T09:00:05.000Z' },
  consistency: { kind: 'each-item', reads: 'strong' },
} as ScanManifest;
const exported = {
  ...scan,
  ...{
    engine: 'export',
    exportArn: 'arn:export',
    consistency: { kind: 'point-in-time', at: '2026-11-28T08:59:00.000Z' },
  },
} as unknown as ExportManifest;

test('a notice says what was saved, where, how much, and what it shows', () => {
  const { subject, text } = savedNotice('s3://backups/students/x', scan);
  equal(subject, 'Backup of students: 7 items saved');
  for (const part of [
    table.arn,
    's3://backups/students/x',
    'Items: 7',
    '321 bytes',
    'd1',
    'by strongly consistent reads',
  ]) {
    ok(text.includes(part), part);
  }
  match(savedNotice('s3://backups/students/x', exported).text, /Size: not known(.|\n)*Checksum: arn:export/);
});

test('a failure says why, and what to do', () => {
  const { subject, text } = failedNotice('stüdents\n', 's3://b', 'there is no table');
  equal(subject, 'Backup of st?dents? failed');
  match(text, /Failed: there is no table\nNext: .*run the same command again/);
  match(failedNotice('students', 's3://b', 'why', 'call somebody').text, /Failed: why\nNext: call somebody\n$/);
  equal(failedNotice('x'.repeat(255), 's3://b', '').subject.length, 100);
});

test('the consistency of each kind of backup', () => {
  match(consistencyText(scan), /at some moment between 2026-11-28T09:00:00.000Z and .*05.000Z, by strongly/);
  equal(consistencyText(exported), 'all items as they were at 2026-11-28T08:59:00.000Z');
  const changes = { kind: 'changes', from: 'F', to: 'T' } as const;
  equal(consistencyText({ ...exported, consistency: changes }), 'the items that changed from F to T');
  deepEqual([storedBytes(scan), storedBytes(exported)], [321, null]);
});
