import { hostname } from 'node:os';
import { describedTable } from '../../functions/shared/backup/describe-table.ts';
import { isAlive } from '../../functions/shared/backup/is-alive.ts';
import { BackupProblem } from '../../functions/shared/backup/problem.ts';
import { hasTag, presentTable, type Reach, removeTable, type Tag, tagOf } from '../tables/restore/table.ts';
import { DRILL_TAG } from '../tables/restore/tags.ts';

/** Says which process made the table. A tag's value takes few characters beside letters and digits. */
export function drillTag(pid = process.pid): Tag {
  return { key: DRILL_TAG, value: `${pid}@${hostname().replace(/[^\w.-]/g, '_')}` };
}

/**
 * Deletes the table of a drill that was killed.
 * @returns whether there was one
 * @throws BackupProblem for a table that no drill has made, or whose drill is at work
 */
export async function removeLeftover(reach: Reach, name: string): Promise<boolean> {
  const table = await presentTable(reach, name);
  if (table === null) return false;
  const maker = await tagOf(reach, table, DRILL_TAG);
  if (maker === null) throw foreignTable(name);
  if (await isAtWork(reach, name, maker)) {
    const how = 'wait for it, or if it is dead delete the table';
    throw new BackupProblem('busy', `process ${maker} is doing a drill with table ${name}: ${how}`);
  }
  await removeTable(reach, name);
  return true;
}

/** Deletes the table of this drill, if it was made. */
export async function removeOwn(reach: Reach, name: string): Promise<void> {
  const table = await presentTable(reach, name);
  if (table !== null && (await hasTag(reach, table, drillTag()))) await removeTable(reach, name);
}

export function foreignTable(name: string): BackupProblem {
  return new BackupProblem(
    'taken',
    `there is a table ${name} that no drill has made: rename it, or delete it yourself`,
  );
}

/** Milliseconds after which a drill on another machine, which cannot be asked, counts as dead. */
const LONGEST_MS = 6 * 3_600_000;

async function isAtWork({ dynamodb }: Reach, name: string, maker: string): Promise<boolean> {
  const pid = Number.parseInt(maker, 10);
  if (maker === drillTag().value) return false;
  if (maker === drillTag(pid).value) return isAlive(pid);
  const { CreationDateTime: made } = (await describedTable(dynamodb, name)) ?? {};
  return made !== undefined && Date.now() - made.getTime() < LONGEST_MS;
}
