import { link, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { codeOf, UserError } from '../../cli/errors.ts';
import { checkNoLink, makeFolders, replaceFile, temporaryOf } from './files.ts';

/** Says what is being written, so that whoever is killed over it leaves nothing half-made: the next run takes it back. */
const FOLDER = '.stackwarden';
const JOURNAL = `${FOLDER}/new.json`;

/** Below the folders that plans add to; a pull request may hold a journal of its own. */
const FOLDERS = /^(?:templates|policies|functions|scripts|test)(?:\/(?!\.)[\w.-]+)*$/;
const path = v.pipe(v.string(), v.regex(FOLDERS));
const FORM = v.object({
  process: v.pipe(v.number(), v.integer(), v.minValue(1)),
  files: v.array(v.object({ file: path, before: v.nullable(v.string()), text: v.string() })),
  folders: v.array(path),
});

/** Folders are those that are made for the files, outer ones first. */
export type Journal = v.InferOutput<typeof FORM>;

/** @throws UserError when another process has a journal there */
export async function beginJournal(root: string, journal: Journal): Promise<void> {
  const target = join(root, JOURNAL);
  await checkNoLink(root, JOURNAL);
  await makeFolders(root, [FOLDER]);
  const whole = `${target}.${process.pid}`;
  await writeFile(whole, JSON.stringify(journal));
  try {
    await link(whole, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw atWork();
    throw error;
  } finally {
    await rm(whole, { force: true });
  }
}

export async function endJournal(root: string): Promise<void> {
  await rm(join(root, JOURNAL), { force: true });
  await removeEmpty(root, FOLDER);
}

/**
 * Takes back what a killed run left. @returns whether there was something
 * @throws UserError while another run is at work
 */
export async function recover(root: string): Promise<boolean> {
  await checkNoLink(root, JOURNAL);
  const text = await readFile(join(root, JOURNAL), 'utf8').catch(absent);
  if (text === null) return false;
  const journal = journalFrom(text);
  if (isAlive(journal.process)) throw atWork();
  await undo(root, journal);
  await endJournal(root);
  return true;
}

/** Puts everything back that is as the run wrote it, a file that it had begun included; what a person changed stays. */
export async function undo(root: string, { process: writer, files, folders }: Journal): Promise<void> {
  for (const { file, before, text } of files) {
    await checkNoLink(root, file);
    await rm(join(root, temporaryOf(file, writer)), { force: true });
    const now = await readFile(join(root, file), 'utf8').catch(absent);
    if (now === null) continue;
    if (before === null && text.startsWith(now)) await rm(join(root, file));
    if (before !== null && now === text) await replaceFile(root, file, before);
  }
  for (const folder of folders.toReversed()) {
    await checkNoLink(root, folder);
    await removeEmpty(root, folder);
  }
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  await rmdir(join(root, folder)).catch((error: unknown) => {
    if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
  });
}

function journalFrom(text: string): Journal {
  try {
    return v.parse(FORM, JSON.parse(text));
  } catch {
    throw new UserError(`${JOURNAL} is none of this command's: delete it`);
  }
}

function atWork(): UserError {
  return new UserError(`another npm run new is at work here: wait for its end; if there is none, delete ${JOURNAL}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function absent(error: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
  throw error;
}
