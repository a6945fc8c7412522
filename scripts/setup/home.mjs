import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/** In a home that is elsewhere: the folder that it is of. `scripts/cli/project.ts` reads it. */
const POINTER = '.stackwarden-project';

/**
 * Where set-up writes: into the folder itself, or, where that cannot be written and is not ready as it is, into one of
 * the person's own that belongs to it.
 * @param {string} folder the checkout or package
 * @param {(home: string) => boolean} isReady nothing is left to be written there
 * @param {Record<string, string | undefined>} [env]
 * @throws SetupError when nothing can be written anywhere
 */
export function homeOf(folder, isReady, env = process.env) {
  if (isWritable(folder) || isReady(folder)) return folder;
  return cacheOf(folder, env);
}

function isWritable(folder) {
  const state = join(folder, '.stackwarden');
  try {
    accessSync(existsSync(state) ? state : folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function cacheOf(folder, { XDG_CACHE_HOME: named = '', HOME = homedir() }) {
  const top = isAbsolute(named) ? named : join(HOME, '.cache');
  const home = join(top, 'stackwarden', createHash('sha256').update(folder).digest('hex').slice(0, 16));
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    // What lies there is run: nobody else may have put it there.
    if (statSync(home).uid !== process.getuid()) throw Object.assign(new Error(), { code: 'it is not yours' });
    if (textOf(join(home, POINTER)) !== folder) writeFileSync(join(home, POINTER), folder);
  } catch ({ code }) {
    const advice = 'set XDG_CACHE_HOME to a folder of yours';
    throw new SetupError(`neither ${folder} nor ${home} can be written (${code}): ${advice}`);
  }
  return home;
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
