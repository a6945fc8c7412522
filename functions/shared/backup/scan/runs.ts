import { hostname } from 'node:os';
import * as v from 'valibot';
import { isAlive } from '../is-alive.ts';
import { CHECKPOINT, MANIFEST, runName } from '../layout.ts';
import { BackupProblem, isProblem } from '../problem.ts';
import { type BackupStore, readWhole, type StoredFile, within } from '../store.ts';
import { Settings } from './settings.ts';

/** One process that works, or worked, on a backup. */
const Run = v.object({
  formatVersion: v.literal(1),
  run: v.number(),
  host: v.string(),
  pid: v.number(),
  /** ISO 8601, UTC: of the first run. */
  startedAt: v.string(),
  settings: Settings,
});

type Run = v.InferOutput<typeof Run>;

export interface Unfinished {
  id: string;
  /** The newest. */
  run: Run;
  /** When something was last written. */
  writtenAt: Date;
}

/** Backups below a table's folder that have begun and have no manifest, the newest first. */
export async function unfinishedBackups(store: BackupStore, folder: string): Promise<Unfinished[]> {
  const found: Unfinished[] = [];
  for (const [id, files] of await backupsBelow(store, folder)) {
    const run = files.findLast(({ name }) => name.startsWith(`${id}/${CHECKPOINT}run-`));
    if (run === undefined || isFinished(id, files)) continue;
    const text = await readWhole(store, folder + run.name);
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Run), text);
    if (parsed.success) found.push({ id, run: parsed.output, writtenAt: newest(files) });
  }
  return found;
}

/** What a process that was killed while it tidied up has left beside whole backups, by their names in the store. */
export async function leftovers(store: BackupStore, folder: string): Promise<string[]> {
  const all = await backupsBelow(store, folder);
  return all
    .filter(([id, files]) => isFinished(id, files))
    .flatMap(([id, files]) => files.filter(({ name }) => name.startsWith(`${id}/${CHECKPOINT}`)))
    .map(({ name }) => folder + name);
}

/** The files of each, the newest backup first. */
async function backupsBelow(store: BackupStore, folder: string): Promise<[id: string, files: StoredFile[]][]> {
  const all = await within(store, folder).list('');
  const ids = new Set(all.map(({ name }) => name.split('/', 1)[0] ?? ''));
  return [...ids].reverse().map((id) => [id, all.filter(({ name }) => name.startsWith(`${id}/`))]);
}

function isFinished(id: string, files: readonly StoredFile[]): boolean {
  return files.some(({ name }) => name === `${id}/${MANIFEST}`);
}

function newest(files: readonly StoredFile[]): Date {
  return new Date(Math.max(...files.map(({ modifiedAt }) => modifiedAt.getTime())));
}

/** Milliseconds without a write after which the process on another machine counts as dead; it writes each minute. */
const SILENCE_MS = 5 * 60_000;

/** Whether the process of the run may still be at work. */
export function isAtWork({ run, writtenAt }: Unfinished, now: Date): boolean {
  if (run.host === hostname()) return run.pid !== process.pid && isAlive(run.pid);
  return now.getTime() - writtenAt.getTime() < SILENCE_MS;
}

/** Takes a backup's folder; of two processes that try at the same time, one succeeds. */
export async function beginRun(store: BackupStore, run: number, startedAt: string, settings: Settings): Promise<void> {
  const record: Run = { formatVersion: 1, run, host: hostname(), pid: process.pid, startedAt, settings };
  try {
    await store.write(runName(run), Buffer.from(JSON.stringify(record)));
  } catch (error) {
    throw isProblem(error, 'taken') ? takenUp(store) : error;
  }
}

/** @throws BackupProblem `busy` when another process has taken the backup up since */
export async function assertOurs(store: BackupStore, run: number): Promise<void> {
  const files = await store.list(`${CHECKPOINT}run-`);
  if (files.at(-1)?.name !== runName(run)) throw takenUp(store);
}

function takenUp(store: BackupStore): BackupProblem {
  return new BackupProblem('busy', `another process has taken up the backup ${store.place}: leave it to that one`);
}
