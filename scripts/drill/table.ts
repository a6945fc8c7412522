import { hostname } from 'node:os';
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
  if (isAtWork(maker)) {
    throw new BackupProblem('busy', `process ${maker} is doing a drill with table ${name}: wait for it`);
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

/** A process of another machine cannot be asked: it counts as dead. */
function isAtWork(maker: string): boolean {
  const pid = Number.parseInt(maker, 10);
  if (maker === drillTag().value || maker !== drillTag(pid).value) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
