import { cpSync, existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packagesReady } from './packages.mjs';
import { pythonReady } from './python.mjs';

/** What set-up compiles of the packages: for the same packages it is the same. */
const COMPILED = ['catalog', 'handlers', 'managed-policies'];

/**
 * Takes the packages and tools of another checkout of this machine that is set up, where the lock files are the same:
 * a workflow that runs here checks out anew for each job, and would install for minutes each time.
 * @param {string} folder the checkout
 * @param {string | undefined} other what STACKWARDEN_SET_UP names
 */
export function takeShared(folder, other) {
  if (!other || other === folder) return;
  const isSame = (file) => readFileSync(join(folder, file), 'utf8') === textOf(join(other, file));
  if (packagesReady(other) && isSame('package-lock.json')) link(folder, other, 'node_modules');
  if (pythonReady(other) && isSame('requirements.txt')) link(folder, other, '.venv');
  if (!packagesReady(folder) || !pythonReady(folder)) return;
  for (const name of COMPILED) {
    const [from, to] = [other, folder].map((one) => join(one, '.stackwarden', name));
    if (existsSync(from) && !existsSync(to)) cpSync(from, to, { recursive: true });
  }
}

function link(folder, other, name) {
  if (lstatSync(join(folder, name), { throwIfNoEntry: false }) === undefined) {
    symlinkSync(join(other, name), join(folder, name));
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
