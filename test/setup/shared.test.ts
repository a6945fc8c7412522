import { equal, match, notEqual, ok } from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { appendFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { installedCheckout, NOWHERE, runSetup, scratchCheckout } from './scratch.ts';

const OFFLINE = { npm_config_registry: NOWHERE, PIP_INDEX_URL: NOWHERE, PIP_CONFIG_FILE: '/dev/null' };
const isLink = (path: string) => lstatSync(path).isSymbolicLink();

/** Two checkouts of the same lock files, of which one is set up. */
async function twins(t: TestContext): Promise<{ folder: string; other: string }> {
  const [folder, other] = [await scratchCheckout(t), await installedCheckout(t)];
  for (const file of ['package-lock.json', 'requirements.txt']) await cp(join(other, file), join(folder, file));
  return { folder, other };
}

test('a checkout takes packages, tools and bundles of another one with the same lock files', async (t) => {
  const { folder, other } = await twins(t);
  equal(runSetup(other, ['hello'], OFFLINE).status, 0);
  const { status, stdout, stderr } = runSetup(folder, ['hello'], { ...OFFLINE, STACKWARDEN_SET_UP: other });
  equal(status, 0, stderr);
  equal(stdout, 'hello\n');
  ok(isLink(join(folder, 'node_modules')) && isLink(join(folder, '.venv')));
  const [build = ''] = readdirSync(join(folder, '.stackwarden', 'build'));
  ok(!isLink(join(folder, '.stackwarden', 'build', build)), 'code knows its checkout by where it lies');
  equal(runSetup(folder, ['hello'], OFFLINE).status, 0, 'what is linked counts as installed');
});

test('a bundle of other sources is not taken', async (t) => {
  const { folder, other } = await twins(t);
  equal(runSetup(other, ['hello'], OFFLINE).status, 0);
  await writeFile(join(folder, 'scripts', 'hello.ts'), 'process.stdout.write("hallo\\n");\n');
  equal(runSetup(folder, ['hello'], { ...OFFLINE, STACKWARDEN_SET_UP: other }).stdout, 'hallo\n');
});

test('with another lock file it installs for itself, and leaves the other checkout alone', async (t) => {
  const { folder, other } = await twins(t);
  await appendFile(join(folder, 'package-lock.json'), '\n');
  const { status, stderr } = runSetup(folder, ['hello'], { ...OFFLINE, STACKWARDEN_SET_UP: other });
  equal(status, 2);
  match(stderr, /setup: installing the npm packages/);
  equal(existsSync(join(folder, 'node_modules', 'typescript')), false);
});

test('a checkout that is no more is not asked', async (t) => {
  const { folder } = await twins(t);
  equal(runSetup(folder, ['hello'], { ...OFFLINE, STACKWARDEN_SET_UP: join(folder, 'gone') }).status, 2);
});

test('an installer empties no folder that a link leads to', async (t) => {
  const folder = await scratchCheckout(t);
  const elsewhere = await scratchCheckout(t);
  for (const name of ['node_modules', '.venv']) {
    await mkdir(join(elsewhere, name));
    await writeFile(join(elsewhere, name, 'kept'), '');
    await symlink(join(elsewhere, name), join(folder, name));
  }
  notEqual(runSetup(folder, ['hello'], OFFLINE).status, 0);
  for (const name of ['node_modules', '.venv']) ok(existsSync(join(elsewhere, name, 'kept')), name);
});
