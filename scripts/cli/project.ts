import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The checkout that this code belongs to, whether it runs from `scripts/` (tsx) or from the bundle below
 * `.stackwarden/build`. Commands read templates from `--root`, which is this folder unless a person says otherwise.
 */
export const projectFolder = checkoutAbove(import.meta.dirname);

/** Everything that commands generate in a checkout; git ignores it and deleting it is always safe. */
export const stateFolder = join(projectFolder, '.stackwarden');

function checkoutAbove(folder: string): string {
  if (existsSync(join(folder, 'scripts', 'setup.mjs'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no checkout above ${import.meta.dirname}`);
  return checkoutAbove(parent);
}

/** A program of the Python environment that set-up makes, for example `cfn-lint`. */
export function pythonTool(name: string): string {
  return join(projectFolder, '.venv', 'bin', name);
}
