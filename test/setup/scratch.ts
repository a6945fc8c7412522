import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../../scripts/cli/project.ts';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { fingerprint } from '../../scripts/setup/fingerprint.mjs';

/** A checkout with the set-up scripts, one npm package and one Python package: enough to see set-up fail. */
export async function scratchCheckout(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'setup-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(join(projectFolder, 'scripts', 'setup.mjs'), join(folder, 'scripts', 'setup.mjs'));
  await cp(join(projectFolder, 'scripts', 'setup'), join(folder, 'scripts', 'setup'), { recursive: true });
  await writeFile(join(folder, 'scripts', 'hello.ts'), 'process.stdout.write("hello\\n");\n');
  const [name, version] = ['absent-package', '1.0.0'];
  const root = { name: 'scratch', version, dependencies: { [name]: version } };
  const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
  const packages = { '': root, [`node_modules/${name}`]: { version, integrity } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(root));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ ...root, lockfileVersion: 3, packages }));
  await writeFile(join(folder, 'requirements.txt'), `absent-package==1.0.0 --hash=sha256:${'0'.repeat(64)}\n`);
  return folder;
}

/** A checkout with this one's npm and Python packages, in which they count as installed. */
export async function installedCheckout(t: TestContext): Promise<string> {
  const folder = await scratchCheckout(t);
  await symlink(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  await cp(join(projectFolder, 'package-lock.json'), join(folder, 'package-lock.json'));
  await mkdir(join(folder, '.venv', 'bin'), { recursive: true });
  await writeFile(join(folder, '.venv', 'bin', 'python'), '');
  await symlink(join(projectFolder, '.venv', 'lib'), join(folder, '.venv', 'lib'));
  const python = fingerprint([join(folder, 'requirements.txt')], [folder, process.platform, process.arch]);
  await writeFile(join(folder, '.venv', '.stackwarden-setup'), python);
  return folder;
}

/** A set-up that goes on while the test does something to it. */
export function startSetup(folder: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const { PATH } = process.env;
  const all = { PATH, HOME: folder, PIP_INDEX_URL: NOWHERE, PIP_CONFIG_FILE: '/dev/null', ...env };
  return spawn(process.execPath, [join(folder, 'scripts', 'setup.mjs'), ...args], {
    cwd: folder,
    env: all,
    stdio: 'ignore',
  });
}

/** The text of a file, once something has been written to it. */
export async function fileText(file: string): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(20)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return text;
  }
  throw new Error(`${file} was not written`);
}

/** Runs the set-up of a checkout with nothing inherited but what it needs to find Node and Python. */
export function runSetup(folder: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const { PATH } = process.env;
  const cache = join(folder, 'npm-cache');
  return spawnSync(process.execPath, [join(folder, 'scripts', 'setup.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH, HOME: folder, npm_config_cache: cache, ...env },
  });
}

/** Nothing listens there. */
export const NOWHERE = 'http://127.0.0.1:9/';
