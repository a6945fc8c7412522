import { lstatSync, rmSync } from 'node:fs';

/**
 * Makes way for an installer, which would empty the folder that a link leads to, and that may be another checkout's.
 * @param {string} path
 */
export function removeLink(path) {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
}
