import { parse } from 'node:path';
import { listRepositoryFolder, readRepositoryFile } from './files.ts';
import { mistake } from './mistake.ts';
import { didYouMean } from './near-names.ts';
import { parseTemplate, type Source } from './source.ts';

const FOLDER = 'templates';
const ENDINGS = new Set(['.yaml', '.yml', '.json', '.template']);

/** Stacks, functions and environments: names that are safe in paths, bucket names and stack names. */
export const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** The names of the stacks of a repository, sorted. */
export async function listStacks(root: string): Promise<string[]> {
  return [...(await templateFiles(root)).keys()];
}

/** A stack's template as its author wrote it. */
export async function readTemplate(root: string, stack: string): Promise<Source> {
  const files = await templateFiles(root);
  const file = files.get(stack);
  if (!file) throw mistake(`no stack is called '${stack}'${didYouMean(stack, [...files.keys()])}`);
  const text = await readRepositoryFile(root, file);
  if (text === null) throw mistake(`${file}: a link to a file that does not exist; put the template itself there`);
  return parseTemplate(text, file);
}

async function templateFiles(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await listRepositoryFolder(root, FOLDER)) {
    const { name, ext } = parse(entry);
    // Editors keep locks and backups under dot names beside the file.
    if (entry.startsWith('.') || !ENDINGS.has(ext)) continue;
    const file = `${FOLDER}/${entry}`;
    if (!NAME.test(name)) {
      throw mistake(
        `${file}: a stack is named with small letters, digits and hyphens, a letter first; rename the file`,
      );
    }
    const other = files.get(name);
    if (other) throw mistake(`${file}: the stack '${name}' is in ${other} already; keep one of the two files`);
    files.set(name, file);
  }
  return files;
}
