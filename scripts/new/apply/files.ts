import { lstat, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../../cli/errors.ts';
import { missing } from '../../template/files.ts';
import { mistake } from '../../template/mistake.ts';

/** @throws UserError when a link lies on the way: a pull request could hold one that leads anywhere */
export async function checkNoLink(root: string, path: string): Promise<void> {
  const steps = path.split('/');
  for (let length = 1; length <= steps.length; length++) {
    const way = steps.slice(0, length).join('/');
    const found = await lstat(join(root, way)).catch(missing);
    if (found?.isSymbolicLink()) throw mistake(`${way} is a link: put the file or folder itself there`);
  }
}

/** The folders that are not there yet, outer ones first. */
export async function missingFolders(root: string, files: readonly string[]): Promise<string[]> {
  const folders = new Set(files.flatMap((file) => foldersOf(file)));
  const found = await Promise.all(
    [...folders].map(async (folder) => ((await lstat(join(root, folder)).catch(missing)) === null ? [folder] : [])),
  );
  return found.flat().sort();
}

function foldersOf(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? [] : [...foldersOf(folder), folder];
}

export async function makeFolders(root: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await mkdir(join(root, folder)).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  }
}

/** Where a process writes the text that takes a file's place. */
export function temporaryOf(file: string, process: number): string {
  return `${file}.${process}.tmp`;
}

/** A new text in place of a file, whole or not at all. */
export async function replaceFile(root: string, file: string, text: string): Promise<void> {
  const target = join(root, file);
  const { mode } = await stat(target);
  const temporary = temporaryOf(target, process.pid);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
