import { equal, throws } from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { homeOf } from '../../scripts/setup/home.mjs';

const never = () => false;

async function scratch(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'home-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that nobody may write into, root neither: it is not there. */
const CLOSED = '/nonexistent/stackwarden';

test('a folder that can be written is its own home', async (t) => {
  const folder = await scratch(t);
  equal(homeOf(folder, never), folder);
  await mkdir(join(folder, '.stackwarden'));
  equal(homeOf(folder, never), folder);
});

test('one that cannot, and is ready, is its own home as well', () => {
  equal(
    homeOf(CLOSED, (home: string) => home === CLOSED),
    CLOSED,
  );
});

test('else it has one among the caches, for the person alone, that says whose it is', async (t) => {
  const cache = join(await scratch(t), 'cache');
  const home = homeOf(CLOSED, never, { XDG_CACHE_HOME: cache });
  equal(home.startsWith(join(cache, 'stackwarden')), true);
  equal(statSync(home).mode & 0o077, 0);
  equal(readFileSync(join(home, '.stackwarden-project'), 'utf8'), CLOSED);
  equal(homeOf(CLOSED, never, { XDG_CACHE_HOME: cache }), home);
  const other = homeOf('/nonexistent/other', never, { XDG_CACHE_HOME: cache });
  equal(other === home, false, 'each has its own');
});

test('without a name for the caches they are in the home folder', async (t) => {
  const HOME = await scratch(t);
  for (const XDG_CACHE_HOME of [undefined, '', 'relative']) {
    equal(homeOf(CLOSED, never, { HOME, XDG_CACHE_HOME }).startsWith(join(HOME, '.cache', 'stackwarden')), true);
  }
});

test('where neither can be written, one line says what to do', async (t) => {
  const cache = join(await scratch(t), 'a-file');
  writeFileSync(cache, '');
  const message =
    /^neither \/nonexistent\/stackwarden nor .* can be written \(\w+\): set XDG_CACHE_HOME to a folder of/;
  throws(() => homeOf(CLOSED, never, { XDG_CACHE_HOME: cache }), { message });
});

test('what somebody else put there is not run', {
  skip: process.getuid?.() !== 0 && 'only root can give it away',
}, async (t) => {
  const cache = join(await scratch(t), 'cache');
  const home = homeOf(CLOSED, never, { XDG_CACHE_HOME: cache });
  const { chownSync } = await import('node:fs');
  chownSync(home, 12345, 12345);
  throws(() => homeOf(CLOSED, never, { XDG_CACHE_HOME: cache }), { message: /\(it is not yours\)/ });
});
