import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Adopted, installed, remove, run, vendored } from './adopted.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** Root may write anywhere: then somebody else has to run it, who can get at the packages. */
const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const skip = isRoot && !isOpen(projectFolder) && `only root may look into ${projectFolder}`;

let adopted: Adopted;
before(async () => {
  adopted = await installed();
  await chmod(adopted.root, 0o755);
  if (!isRoot) await chmod(adopted.project, 0o555);
});
after(async () => {
  if (!isRoot) await chmod(adopted.project, 0o755);
  await remove(adopted.root);
});

function isOpen(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o005) === 0o005 && (parent === folder || isOpen(parent));
}

async function cache(name: string): Promise<string> {
  const folder = join(adopted.root, name);
  await mkdir(folder);
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  return folder;
}

test('a package that cannot be written: what set-up makes goes into a cache of the person', { skip }, async () => {
  const XDG_CACHE_HOME = await cache('cache');
  for (const time of ['first', 'second']) {
    const { code, stdout, stderr } = await run(adopted, ['review'], { ...identity, env: { XDG_CACHE_HOME } });
    deepEqual([code, stderr], [0, ''], `${time}: ${stdout}`);
    match(stdout, /^1 template and 0 policy documents reviewed/m);
  }
  equal(existsSync(join(adopted.project, '.stackwarden')), false);
  const [home = '', ...others] = readdirSync(join(XDG_CACHE_HOME, 'stackwarden'));
  deepEqual(others, []);
  const pointer = join(XDG_CACHE_HOME, 'stackwarden', home, '.stackwarden-project');
  equal(await readFile(pointer, 'utf8'), adopted.project);
});

test('without any folder to write to, one line says what to do', { skip }, async () => {
  const env = { XDG_CACHE_HOME: '/nonexistent/cache', HOME: '/nonexistent' };
  const { code, stderr } = await run(adopted, ['review'], { ...identity, env });
  equal(code, 2);
  match(stderr, /^setup: neither .* nor .* can be written \(\w+\): set XDG_CACHE_HOME to a folder of yours\n$/);
});

test('what was made while it could be written is used, and nothing is written', { skip }, async () => {
  if (!isRoot) await chmod(adopted.project, 0o755);
  equal((await run(adopted, ['review'])).code, 0);
  const state = join(adopted.project, '.stackwarden');
  await rm(join(state, 'review-cache'), { recursive: true });
  await chmod(state, 0o555);
  if (!isRoot) await chmod(adopted.project, 0o555);
  const env = { XDG_CACHE_HOME: '/nonexistent/cache', HOME: '/nonexistent' };
  const { code, stderr } = await run(adopted, ['review'], { ...identity, env });
  deepEqual([code, stderr], [0, '']);
  equal(existsSync(join(state, 'review-cache')), false);
  await chmod(state, 0o755);
});

test('so it is with a checkout; what it lacks then is said', { skip }, async (t) => {
  const checkout = await vendored();
  t.after(async () => {
    if (!isRoot) await chmod(checkout.project, 0o755);
    await remove(checkout.root);
  });
  equal((await run(checkout, ['review'])).code, 0);
  const closed = async (change: () => Promise<void>, name: string) => {
    await chmod(checkout.project, 0o755);
    await change();
    await chmod(checkout.root, 0o755);
    await chmod(checkout.project, isRoot ? 0o755 : 0o555);
    const XDG_CACHE_HOME = await cache(name);
    return run({ ...checkout, env: {} }, ['review'], { ...identity, env: { XDG_CACHE_HOME } });
  };
  const linked = await closed(() => rm(join(checkout.project, '.stackwarden'), { recursive: true }), 'of-checkout');
  deepEqual([linked.code, linked.stderr], [0, '']);
  const bare = await closed(() => rm(join(checkout.project, 'node_modules')), 'of-bare-checkout');
  equal(bare.code, 2, bare.stderr);
  equal(
    bare.stderr.replace(/package \S+ is/, 'package X is'),
    `setup: the npm package X is missing: run npm ci in ${checkout.project}\n`,
  );
});
