import { equal, match } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { packagesReady } from '../../scripts/setup/packages.mjs';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { pythonReady } from '../../scripts/setup/python.mjs';
import { NOWHERE, runSetup, scratchCheckout } from './scratch.ts';

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

test('what this checkout has installed counts as ready', () => {
  equal(packagesReady(projectFolder), true);
  equal(pythonReady(projectFolder), true);
});

test('a checkout in which nothing is installed does not', async (t) => {
  const folder = await scratchCheckout(t);
  equal(packagesReady(folder), false);
  equal(pythonReady(folder), false);
});
