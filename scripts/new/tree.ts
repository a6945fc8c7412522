import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { projectFolder } from '../cli/project.ts';
import { listRepositoryFolder, missing, readRepositoryFile } from '../template/files.ts';

/** What plans know of a repository. */
export interface Tree {
  /** What plans look into, by path relative to the root, with `/`. */
  texts: ReadonlyMap<string, string>;
  /** Every file and folder below the folders that plans add to, in small letters: some disks know no others. */
  entries: ReadonlySet<string>;
  /** The files of our own `functions/shared`, by name. */
  shared: ReadonlyMap<string, string>;
}

export const ENVIRONMENTS = 'templates/environments';
export const SCENARIOS = 'scripts/scenario/stacks';
export const RULE_LIST = 'scripts/review/rules/list.ts';
/** Has findings that no rule of the list makes. */
export const BESIDE_RULES = 'scripts/review/beside-rules.ts';

const ADDED_TO = [
  'templates',
  'policies',
  'functions',
  'scripts/scenario',
  'scripts/review',
  'test/functions',
  'test/cases/review',
];

export function isEntry({ entries }: Tree, path: string): boolean {
  return entries.has(path.toLowerCase());
}

export async function readTree(root: string): Promise<Tree> {
  const folders = ['templates', ENVIRONMENTS, SCENARIOS];
  const listed = await Promise.all(
    folders.map(async (folder) => (await listRepositoryFolder(root, folder)).map((name) => `${folder}/${name}`)),
  );
  const files = listed.flat().filter((file) => /\/[^/.][^/]*\.(ya?ml|json|template|ts)$/.test(file));
  const texts = new Map<string, string>();
  for (const file of [...files, RULE_LIST, BESIDE_RULES]) {
    const text = await readRepositoryFile(root, file);
    if (text !== null) texts.set(file, text);
  }
  const entries = await Promise.all(ADDED_TO.map((folder) => entriesBelow(root, folder)));
  return { texts, entries: new Set(entries.flat().map((path) => path.toLowerCase())), shared: await ownShared() };
}

async function ownShared(): Promise<Map<string, string>> {
  const folder = join(projectFolder, 'functions', 'shared');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

async function entriesBelow(root: string, folder: string): Promise<string[]> {
  const found = await lstat(join(root, folder)).catch(missing);
  if (found === null) return [];
  if (!found.isDirectory()) return [folder];
  const names = await readdir(join(root, folder), { recursive: true });
  return [folder, ...names.map((name) => `${folder}/${name.split(sep).join('/')}`)];
}
