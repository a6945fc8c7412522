import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { removeLink } from './links.mjs';
import { runLogged } from './run-logged.mjs';
import { SetupError } from './setup-error.mjs';

const OLDEST_PYTHON = [3, 10];
const NAMES = ['python3', 'python', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
const OFFLINE =
  /name resolution|getaddrinfo|Failed to resolve|Connection refused|ConnectTimeout|Network is unreachable|NewConnectionError|ProxyError/i;

const environment = (folder) => join(folder, '.venv');
const marker = (folder) => join(environment(folder), '.stackwarden-setup');

/** An environment holds absolute paths, so a checkout that was moved needs a new one; a link leads to one in its place. */
const wanted = (home, folder) => {
  const isLink = lstatSync(environment(home)).isSymbolicLink();
  const place = isLink ? dirname(realpathSync(environment(home))) : home;
  return fingerprint([join(folder, 'requirements.txt')], [place, process.platform, process.arch]);
};

/**
 * @param {string} home where the environment is
 * @param {string} [folder] the checkout that says what belongs into it
 */
export function pythonReady(home, folder = home) {
  try {
    return (
      readFileSync(marker(home), 'utf8') === wanted(home, folder) && existsSync(join(environment(home), 'bin/python'))
    );
  } catch {
    return false;
  }
}

export async function installPython(home, onStart, folder = home) {
  const python = findPython();
  process.stderr.write('setup: installing the Python tools\n');
  removeLink(environment(home));
  const made = await runLogged({
    folder: home,
    name: 'python',
    program: python,
    args: ['-m', 'venv', '--clear', environment(home)],
    onStart,
  });
  if (made.status !== 0) {
    const missing = /ensurepip|No module named '?venv/.test(made.text)
      ? 'its venv module is missing (Debian: apt install python3-venv)'
      : '';
    throw new SetupError(`${python} cannot make an environment: ${missing || `read ${made.log}`}, then run it again`);
  }
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-input',
    '--disable-pip-version-check',
    '--retries=1',
    '--require-hashes',
  ];
  const { status, text, log } = await runLogged({
    folder: home,
    name: 'pip',
    program: join(environment(home), 'bin/python'),
    args: [...pip, '-r', join(folder, 'requirements.txt')],
    onStart,
  });
  if (status === 0) return writeFileSync(marker(home), wanted(home, folder));
  if (OFFLINE.test(text)) {
    throw new SetupError('the Python package index cannot be reached: connect to the network and run it again');
  }
  throw new SetupError(`pip install failed: read ${log}, then run it again`);
}

function findPython() {
  const names = process.env.PYTHON ? [process.env.PYTHON] : NAMES;
  const found = names.find((name) => {
    const { stdout } = spawnSync(name, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
    const [major, minor] = (stdout ?? '').trim().split(' ').map(Number);
    return major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1];
  });
  if (found) return found;
  const where = process.env.PYTHON ? `PYTHON=${process.env.PYTHON} is not one` : `looked for ${NAMES.join(', ')}`;
  throw new SetupError(
    `no Python ${OLDEST_PYTHON.join('.')} or newer (${where}): install it, or set PYTHON to its path`,
  );
}
