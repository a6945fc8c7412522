import { equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../../scripts/cli/project.ts';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { packagesReady } from '../../scripts/setup/packages.mjs';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { pythonReady } from '../../scripts/setup/python.mjs';
import { fileText, NOWHERE, runSetup, scratchCheckout, startSetup } from './scratch.ts';

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1) ?? '';

test('an unknown command is refused with the list of those there are, and nothing is installed', async (t) => {
  const { status, stderr } = runSetup(await scratchCheckout(t), ['helo']);
  equal(status, 2);
  equal(stderr, "setup: no command 'helo': use one of hello\n");
});

test('no Python: one line says so', async (t) => {
  const env = { PYTHON: '/nonexistent/python', npm_config_registry: NOWHERE };
  const { status, stderr } = runSetup(await scratchCheckout(t), ['hello'], env);
  equal(status, 2);
  match(stderr, /PYTHON=\/nonexistent\/python is not one|npm registry cannot be reached/);
  equal(/\n\s+at /.test(stderr), false, 'no stack trace');
});

test('no network for npm: one line says so', async (t) => {
  const folder = await scratchCheckout(t);
  await writeFile(join(folder, 'requirements.txt'), '');
  const { status, stderr } = runSetup(folder, ['hello'], { npm_config_registry: NOWHERE });
  equal(status, 2);
  match(lastLine(stderr), /^setup: the npm registry cannot be reached \(ECONNREFUSED\): connect and run it again$/);
});

test('no network for pip: one line says so, and the log keeps the rest', async (t) => {
  const folder = await scratchCheckout(t);
  const name = 'scratch';
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name }));
  await writeFile(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name, lockfileVersion: 3, packages: { '': { name } } }),
  );
  const { status, stderr } = runSetup(folder, ['hello'], { PIP_INDEX_URL: NOWHERE, PIP_CONFIG_FILE: '/dev/null' });
  equal(status, 2);
  match(lastLine(stderr), /^setup: the Python package index cannot be reached/);
  match(readFileSync(join(folder, '.stackwarden/logs/setup-pip.log'), 'utf8'), /absent-package/);
});

test('a lock file that npm refuses is not called a network problem', async (t) => {
  const folder = await scratchCheckout(t);
  await mkdir(join(folder, '.venv'));
  await writeFile(join(folder, 'package-lock.json'), 'not JSON');
  const { status, stderr } = runSetup(folder, ['hello'], { PYTHON: '/nonexistent/python' });
  equal(status, 2);
  match(stderr, /setup: npm ci failed: read \.stackwarden\/logs\/setup-npm\.log/);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`after ${signal} during set-up nothing goes on, and the next set-up works on`, async (t) => {
    const folder = await scratchCheckout(t);
    const npm = join(folder, 'slow-npm.cjs');
    // It appends: one that is ended while it writes the file anew would leave it empty.
    await writeFile(npm, 'setInterval(() => require("fs").appendFileSync("beat", "."), 20);');
    const child = startSetup(folder, ['hello'], { npm_execpath: npm });
    const beat = () => fileText(join(folder, 'beat'));
    await beat();
    child.kill(signal);
    const [code] = await once(child, 'exit');
    if (signal === 'SIGINT') equal(code, 130);
    equal(existsSync(join(folder, '.stackwarden/setup.lock')), signal === 'SIGKILL');
    const { status, stderr } = runSetup(folder, ['hello'], { npm_config_registry: NOWHERE });
    equal(status, 2);
    match(lastLine(stderr), /registry cannot be reached|package index cannot be reached/);
    const last = await beat();
    await sleep(200);
    equal(await beat(), last, 'the installer is gone');
  });
}

test('a disk that cannot be written is one line', async (t) => {
  const folder = await scratchCheckout(t);
  await writeFile(join(folder, '.stackwarden'), 'a file');
  const { status, stderr } = runSetup(folder, ['hello']);
  equal(status, 2);
  match(stderr, /^setup: cannot write .*\.stackwarden: a file (of that name is in the way|is where a folder must be)/);
});

test('what this checkout has installed counts as ready', () => {
  equal(packagesReady(projectFolder), true);
  equal(pythonReady(projectFolder), true);
});

test('a checkout in which nothing is installed does not', async (t) => {
  const folder = await scratchCheckout(t);
  equal(packagesReady(folder), false);
  equal(pythonReady(folder), false);
});
