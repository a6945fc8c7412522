import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reviewed } from './model.ts';
import { isOfProject } from './project-in.ts';
import type { Choice } from './read/library.ts';
import { type ReadOptions, readForReview } from './read/read.ts';

const FOLDERS = ['templates', 'policies'];

/** The files of a repository of this layout that say what it deploys. */
export const OWN: Choice = {
  isRead: (file) => FOLDERS.some((folder) => file.startsWith(`${folder}/`)),
  reason: 'it is not in templates/ or policies/',
};

/**
 * Reads what a repository deploys. In one of this layout that stands in `templates/` and `policies/`; templates
 * elsewhere, such as the cases of tests, are not its own. Any other folder is read whole, but for this project in it.
 */
export async function readOwn(root: string, options: Pick<ReadOptions, 'conditions'> = {}): Promise<Reviewed> {
  const found = await Promise.all(FOLDERS.map((folder) => stat(join(root, folder)).catch(() => null)));
  const isOfLayout = found.every((folder) => folder?.isDirectory());
  return readForReview(root, { ...options, choice: isOfLayout ? OWN : allBut(root) });
}

function allBut(root: string): Choice {
  const isIgnored = isOfProject(root);
  return { isRead: (file) => !isIgnored(file), reason: 'it is of what reviews' };
}
