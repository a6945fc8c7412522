import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import { openTables, type TableClients } from '../tables/clients.ts';
import { toldFailure } from '../tables/failure.ts';
import type { OpenBackup } from '../tables/open-backup.ts';
import { type FilledTable, restoreByWriting } from '../tables/restore/by-writing.ts';
import { drillName } from '../tables/restore/name.ts';
import { phaseProgress } from '../tables/restore/progress.ts';
import { openSource, type SourceOptions } from '../tables/source.ts';
import type { Surroundings } from '../tables/surroundings.ts';
import { drillDocument, drillLines, unequalLine } from './render.ts';
import { drillTag, foreignTable, removeLeftover, removeOwn } from './table.ts';

/** What is known of a drill, however it ended. */
export interface Drill {
  backup: OpenBackup;
  tableName: string;
  found: FilledTable;
  /** Null: the table is deleted. */
  left: string | null;
}

/** Restores a backup for a moment and tells what that has proven. */
export async function drill(source: SourceOptions, around: Surroundings): Promise<ExitCode> {
  const { out, options, root, env, signal } = around;
  const clients = await openTables(root, env, options);
  try {
    const done = await drilled(await openSource(clients, source), clients, around);
    const isEqual = done.found.comparison.equal;
    for (const line of drillLines(done)) out.say(plain(line));
    if (!isEqual) out.warn(plain(`drill: ${unequalLine(done)}`));
    out.document(drillDocument(done));
    return isEqual && done.left === null ? EXIT.done : EXIT.findings;
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = toldFailure(error, clients);
    if (failure === null) throw error;
    out.warn(`drill: ${failure.line}`);
    out.document({ formatVersion: 1, proven: false, error: failure.line });
    return failure.exit;
  }
}

async function drilled(backup: OpenBackup, clients: TableClients, around: Surroundings): Promise<Drill> {
  const { out, signal } = around;
  const { dynamodb } = clients;
  const tableName = drillName(backup.manifest);
  if (await removeLeftover({ dynamodb, signal }, tableName)) {
    out.say(plain(`deleted table ${tableName}, which an earlier drill had left behind`));
  }
  let found: FilledTable;
  try {
    found = await filled(backup, tableName, clients, around);
  } catch (error) {
    const left = await cleanedUp(clients, tableName, out);
    if (signal.aborted && left === null) out.warn('drill: stopped; its table is deleted');
    throw error;
  }
  return { backup, tableName, found, left: await cleanedUp(clients, tableName, out) };
}

async function filled(backup: OpenBackup, name: string, { dynamodb }: TableClients, around: Surroundings) {
  const { out, signal } = around;
  const { table: record, items } = backup.manifest;
  const progress = phaseProgress(out, items);
  try {
    const restoring = {
      ...{ dynamodb, backup, record, name, signal, report: progress.at },
      ...{ tag: drillTag(), table: null, taken: () => foreignTable(name) },
      ...{ chosen: null, isShared: false, maxWcu: null },
    };
    // Written here, not imported: each item is compared, and the table has the tag of the drill from the beginning.
    return await restoreByWriting(restoring, null);
  } finally {
    progress.end();
  }
}

/** A person who has stopped the drill waits for this, unless they stop it once more. @returns why the table is left */
async function cleanedUp(clients: TableClients, name: string, out: Output): Promise<string | null> {
  try {
    await removeOwn({ dynamodb: clients.dynamodb, signal: new AbortController().signal }, name);
    return null;
  } catch (error) {
    const failure = toldFailure(error, clients);
    if (failure === null) throw error;
    out.warn(plain(`drill: table ${name} could not be deleted: ${failure.line}; the next drill deletes it`));
    return failure.line;
  }
}
