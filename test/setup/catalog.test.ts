import { deepEqual, equal, notEqual, throws } from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { readCatalog, readConditionKeys } from '../../scripts/iam/catalog/read.ts';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { catalogReady, makeCatalog } from '../../scripts/setup/catalog.mjs';
import { installedCheckout, runSetup, scratchCheckout, startSetup } from './scratch.ts';

const FILES = ['services.jsonl', 'condition-keys.json'];

const fileIn = (folder: string, name: string) =>
  join(folder, '.stackwarden', 'catalog', readCatalog().dataVersion, name);
const texts = (folder: string) => FILES.map((name) => readFileSync(fileIn(folder, name), 'utf8'));
const made = (folder: string) => FILES.map((name) => statSync(fileIn(folder, name)).mtimeMs);

test('the catalog is made, is what this checkout has, and can be read', async (t) => {
  const folder = await installedCheckout(t);
  equal(catalogReady(folder), false);
  makeCatalog(folder);
  equal(catalogReady(folder), true);
  deepEqual(texts(folder), texts(projectFolder));
  equal(readCatalog(folder).dataVersion, readConditionKeys(folder).dataVersion);
});

test('set-up makes it once', async (t) => {
  const folder = await installedCheckout(t);
  equal(runSetup(folder, ['hello']).stdout, 'hello\n');
  const first = made(folder);
  equal(runSetup(folder, ['hello']).stdout, 'hello\n');
  deepEqual(made(folder), first);
});

for (const name of FILES) {
  test(`${name} is made anew when it is missing or cut short`, async (t) => {
    const folder = await installedCheckout(t);
    makeCatalog(folder);
    for (const damage of [() => rm(fileIn(folder, name)), () => truncate(fileIn(folder, name), 1000)]) {
      await damage();
      equal(runSetup(folder, ['hello']).stdout, 'hello\n');
      deepEqual(texts(folder), texts(projectFolder));
    }
  });
}

test('two set-ups at once leave one whole catalog', async (t) => {
  const folder = await installedCheckout(t);
  const both = [startSetup(folder, [], {}), startSetup(folder, [], {})];
  const codes = await Promise.all(both.map(async (child) => (await once(child, 'exit'))[0]));
  deepEqual(codes, [0, 0]);
  deepEqual(texts(folder), texts(projectFolder));
  equal(catalogReady(folder), true);
});

test('other versions, and what a killed set-up left, are removed', async (t) => {
  const folder = await installedCheckout(t);
  for (const old of ['0.0.1', 'd4b7a1f0-unfinished']) {
    await mkdir(join(folder, '.stackwarden', 'catalog', old), { recursive: true });
    await writeFile(join(folder, '.stackwarden', 'catalog', old, 'services.jsonl'), '');
  }
  makeCatalog(folder);
  deepEqual(await readdir(join(folder, '.stackwarden', 'catalog')), [readCatalog().dataVersion]);
});

test('a package without its data is one line', async (t) => {
  const folder = await scratchCheckout(t);
  equal(catalogReady(folder), false);
  throws(() => makeCatalog(folder), {
    message: /iam-data is missing or damaged: delete node_modules and run it again$/,
  });
  notEqual(existsSync(join(folder, '.stackwarden', 'catalog')), true);
});
