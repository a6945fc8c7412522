import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { removeLink } from './links.mjs';
import { runLogged } from './run-logged.mjs';
import { SetupError } from './setup-error.mjs';

const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

/** npm's own retries take over a minute to say that there is no network. */
const RETRIES = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000'];

/** Inside node_modules, so that deleting the folder, or `npm ci` starting over, deletes it too. */
const marker = (folder) => join(folder, 'node_modules', '.stackwarden-setup');

const wanted = (folder) => {
  const { version, platform, arch } = process;
  return fingerprint([join(folder, 'package-lock.json')], [version.split('.')[0], platform, arch]);
};

export function packagesReady(folder) {
  try {
    return readFileSync(marker(folder), 'utf8') === wanted(folder);
  } catch {
    return false;
  }
}

export async function installPackages(folder, onStart) {
  process.stderr.write('setup: installing the npm packages\n');
  removeLink(join(folder, 'node_modules'));
  const npm = process.env.npm_execpath;
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  // No package of ours needs an install script, so none may run.
  const args = [
    ...first,
    'ci',
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...RETRIES,
  ];
  const { status, text, log } = await runLogged({ folder, name: 'npm', program, args, onStart });
  if (status === 0) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    return writeFileSync(marker(folder), wanted(folder));
  }
  const offline = OFFLINE.exec(text)?.[0];
  if (offline) throw new SetupError(`the npm registry cannot be reached (${offline}): connect and run it again`);
  throw new SetupError(`npm ci failed: read ${log}, then run it again`);
}
