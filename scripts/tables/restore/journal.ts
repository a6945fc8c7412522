import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../cli/errors.ts';
import type { PresentTable } from './table.ts';

/**
 * What a restore into a table has come to, on this machine. A line is written at once and counts when it is whole; what
 * is lost is done again, which changes nothing: the items are put once more.
 */
export interface Journal {
  has(entry: string): boolean;
  note(entry: string): Promise<void>;
  remove(): Promise<void>;
}

/** Entry of a table whose items were compared; the others are names of parts. */
export const COMPARED = 'compared';

/** @param id of the restore (see restoreId) */
export async function openJournal(folder: string, { arn, id: tableId }: PresentTable, id: string): Promise<Journal> {
  const name = createHash('sha256')
    .update(JSON.stringify([arn, tableId, id]))
    .digest('hex');
  const path = join(folder, `${name}.jsonl`);
  const entries = new Set(wholeLines(await contents(path)));
  return {
    has: (entry) => entries.has(entry),
    async note(entry) {
      await mkdir(folder, { recursive: true });
      // A line end before and after it: one that was cut off spoils neither its successor nor itself.
      await appendFile(path, `\n${JSON.stringify(entry)}\n`).catch((error) => {
        // Node names no file when the disk is full.
        throw Object.assign(error, { path });
      });
      entries.add(entry);
    },
    async remove() {
      await rm(path, { force: true });
      entries.clear();
    },
  };
}

async function contents(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

function wholeLines(text: string): string[] {
  return text.split('\n').flatMap((line) => (/^".*"$/.test(line) ? [line.slice(1, -1)] : []));
}
