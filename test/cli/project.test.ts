import { deepEqual, equal, throws } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { packageFolder, placeAbove } from '../../scripts/cli/project.ts';

/** @param files empty, but for those with a text */
async function folderWith(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'project-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

test('code in a checkout belongs to it; what stands in for a folder says for which', async (t) => {
  const folder = await folderWith(t, { 'scripts/setup.mjs': '', 'cache/.stackwarden-project': '/read/only' });
  deepEqual(placeAbove(join(folder, '.stackwarden', 'build', 'a')), { project: folder, home: folder });
  const home = join(folder, 'cache');
  deepEqual(placeAbove(join(home, '.stackwarden', 'build', 'a')), { project: '/read/only', home });
  throws(() => placeAbove('/'), /no checkout above/);
});

test('a package is found below, or above where npm has put it for all', async (t) => {
  const folder = await folderWith(t, {
    'node_modules/a/package.json': '',
    'node_modules/b/package.json': '',
    'node_modules/us/node_modules/b/package.json': '',
    'node_modules/us/node_modules/c/index.js': '',
  });
  const from = join(folder, 'node_modules', 'us');
  equal(packageFolder('a', from), join(folder, 'node_modules', 'a'));
  equal(packageFolder('b', from), join(from, 'node_modules', 'b'));
  equal(packageFolder('c', from), null);
});
