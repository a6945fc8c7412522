import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** In a folder of the person's own that stands in for one that cannot be written (`scripts/setup/home.mjs`): of which. */
const POINTER = '.stackwarden-project';

const place = placeAbove(import.meta.dirname);

/**
 * The checkout or package that this code belongs to, whether it runs from `scripts/` (tsx) or from the bundle that set-up
 * made. Commands read templates from `--root`.
 */
export const projectFolder = place.project;

/** Where set-up has put what it makes and installs: the same folder, unless it cannot be written. */
export const homeFolder = place.home;

/** Everything that commands generate; git ignores it and deleting it is always safe. */
export const stateFolder = join(homeFolder, '.stackwarden');

/** @internal also for tests */
export function placeAbove(folder: string): { project: string; home: string } {
  if (existsSync(join(folder, 'scripts', 'setup.mjs'))) return { project: folder, home: folder };
  const pointer = join(folder, POINTER);
  if (existsSync(pointer)) return { project: readFileSync(pointer, 'utf8'), home: folder };
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no checkout above ${import.meta.dirname}`);
  return placeAbove(parent);
}

/** A program of the Python environment that set-up makes, for example `cfn-lint`. */
export function pythonTool(name: string): string {
  return join(homeFolder, '.venv', 'bin', name);
}

/** Where Node finds a package from a folder: npm may have put it above. Null: nowhere. */
export function packageFolder(name: string, from = homeFolder): string | null {
  const found = join(from, 'node_modules', name);
  if (existsSync(join(found, 'package.json'))) return found;
  const parent = dirname(from);
  return parent === from ? null : packageFolder(name, parent);
}
