import { UserError } from '../cli/errors.ts';
import { isEntry, type Tree } from './tree.ts';

/** A file as it will be. */
export interface PlannedFile {
  /** Relative to the root, with `/`. */
  file: string;
  /** Null: it is not there. */
  before: string | null;
  text: string;
}

export interface Plan {
  kind: 'stack' | 'function' | 'rule';
  name: string;
  files: PlannedFile[];
  /** What to do next, each a command and what it is good for. */
  next: [command: string, use: string][];
}

export function created(file: string, text: string): PlannedFile {
  return { file, before: null, text };
}

/** An edit; none where nothing is to be changed. */
export function edited(file: string, before: string, text: string): PlannedFile[] {
  return before === text ? [] : [{ file, before, text }];
}

export function newFiles(files: readonly PlannedFile[]): string[] {
  return files.flatMap(({ file, before }) => (before === null ? [file] : []));
}

/** @throws UserError where something is in the way of what is to be made */
export function checkFree(tree: Tree, paths: readonly string[]): void {
  const taken = paths.find((path) => isEntry(tree, path));
  if (taken !== undefined) throw new UserError(`${taken} is there already: choose another name`);
}
