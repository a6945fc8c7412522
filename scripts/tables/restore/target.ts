import { TagResourceCommand } from '@aws-sdk/client-dynamodb';
import { describedTable, tableKeys } from '../../../functions/shared/backup/describe-table.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { KeyAttribute, TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { COMPARED, type Journal, openJournal } from './journal.ts';
import { type PresentTable, presentTable, type Reach, tagOf } from './table.ts';
import { COMPARED_MARK, DONE, RESTORE_TAG } from './tags.ts';

/** Where a restore goes, and how far an earlier one of the same backup has come there. */
export type Target =
  | { kind: 'new'; name: string }
  /** Made by a restore that was interrupted; `compared`: only its settings are missing. */
  | { kind: 'begun' | 'compared'; name: string; table: PresentTable }
  /** Somebody's table, named with --into. */
  | { kind: 'into'; name: string; table: PresentTable; hasStream: boolean };

/** @throws BackupProblem when the name is taken */
export async function newTarget(reach: Reach, name: string, id: string, journals: string): Promise<Target> {
  const table = await presentTable(reach, name);
  if (table === null) return { kind: 'new', name };
  const mark = await tagOf(reach, table, RESTORE_TAG);
  if (mark === id) return { kind: 'begun', name, table };
  if (await isCompared(mark, journals, table, id)) return { kind: 'compared', name, table };
  throw takenName(name, mark);
}

/** Of a table without a mark DynamoDB itself says, when the import is asked for, whether it is that of this one. */
export async function importTarget(reach: Reach, name: string, id: string, journals: string): Promise<Target> {
  const described = await describedTable(reach.dynamodb, name);
  if (described?.TableStatus !== 'ACTIVE') return { kind: 'new', name };
  const table = { name, arn: described.TableArn ?? '', id: described.TableId ?? '' };
  const mark = await tagOf(reach, table, RESTORE_TAG);
  if (await isCompared(mark, journals, table, id)) return { kind: 'compared', name, table };
  if (mark === null) return { kind: 'new', name };
  throw takenName(name, mark);
}

async function isCompared(mark: string | null, journals: string, table: PresentTable, id: string): Promise<boolean> {
  if (mark !== null && mark !== DONE) return mark === id + COMPARED_MARK;
  // It is ours when this machine has just finished it, and not told so yet.
  return (await openJournal(journals, table, id)).has(COMPARED);
}

/** @param mark of the restore that made it, unless that has ended */
export function takenName(name: string, mark: string | null = null): BackupProblem {
  const isUnended = mark !== null && mark !== DONE;
  const whose = isUnended
    ? 'from the restore of another backup, or of other items or changes, that has not ended'
    : 'already';
  return new BackupProblem(
    'taken',
    `there is a table ${name} ${whose}: use another name with --as NAME, or write into it with --into ${name} --yes`,
  );
}

/** @throws BackupProblem when there is no such table, or one of other keys */
export async function existingTarget(reach: Reach, name: string, { keys }: TableRecord): Promise<Target> {
  const table = await presentTable(reach, name);
  const described = table && (await describedTable(reach.dynamodb, name));
  if (table === null || described === null) {
    throw new BackupProblem('table', `there is no table ${name} to restore into: leave --into out to make a new one`);
  }
  const [own, wanted] = [keysText(tableKeys(described)), keysText(keys)];
  if (own !== wanted) {
    throw new BackupProblem('table', `table ${name} has the keys ${own}, and the backup ${wanted}`);
  }
  return { kind: 'into', name, table, hasStream: described.StreamSpecification?.StreamEnabled === true };
}

function keysText(keys: readonly KeyAttribute[]): string {
  return keys
    .map(({ name, role, type }) => `${role} ${name} (${type})`)
    .sort()
    .join(', ');
}

/** Says on the table itself, for whoever takes the restore up again, that its items are compared. */
export async function markCompared({ dynamodb }: Reach, table: PresentTable, id: string, journal: Journal) {
  const Tags = [{ Key: RESTORE_TAG, Value: id + COMPARED_MARK }];
  await dynamodb.send(new TagResourceCommand({ ResourceArn: table.arn, Tags }));
  await journal.note(COMPARED);
}
