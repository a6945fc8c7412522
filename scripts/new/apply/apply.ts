import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistake } from '../../template/mistake.ts';
import type { PlannedFile } from '../plan.ts';
import { checkNoLink, makeFolders, missingFolders, replaceFile } from './files.ts';
import { beginJournal, endJournal, undo } from './journal.ts';

/**
 * Writes all files or none: what goes wrong half-way is taken back.
 * @throws UserError for a link on the way, or a file that has changed since it was read
 */
export async function apply(root: string, files: readonly PlannedFile[], signal: AbortSignal): Promise<void> {
  for (const { file, before } of files) {
    await checkNoLink(root, file);
    if (before !== null && (await readFile(join(root, file), 'utf8')) !== before) throw meanwhile(file);
  }
  const folders = await missingFolders(
    root,
    files.map(({ file }) => file),
  );
  const journal = { process: process.pid, files: [...files], folders };
  await beginJournal(root, journal);
  const begun: PlannedFile[] = [];
  try {
    await makeFolders(root, folders);
    for (const planned of files) {
      signal.throwIfAborted();
      await write(root, planned, () => void begun.push(planned));
    }
  } catch (error) {
    await undo(root, { ...journal, files: begun });
    throw error;
  } finally {
    await endJournal(root);
  }
}

/** @param onBegin called once the file is ours: what is in the way of a new one is somebody else's */
async function write(root: string, { file, before, text }: PlannedFile, onBegin: () => void): Promise<void> {
  if (before !== null) {
    onBegin();
    await replaceFile(root, file, text);
    return;
  }
  const created = await open(join(root, file), 'wx');
  onBegin();
  try {
    await created.writeFile(text);
  } finally {
    await created.close();
  }
}

function meanwhile(file: string): Error {
  return mistake(`${file} has changed meanwhile: try again`);
}
