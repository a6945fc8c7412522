import { created, type PlannedFile } from './plan.ts';
import { isEntry, type Tree } from './tree.ts';

/** What new functions import and a repository that is no fork of this one has not: copies of our own files. */
export function sharedFiles(tree: Tree, names: readonly string[]): PlannedFile[] {
  return names.flatMap((name) => {
    const file = `functions/shared/${name}`;
    const text = tree.shared.get(name);
    return text === undefined || isEntry(tree, file) ? [] : [created(file, text)];
  });
}
