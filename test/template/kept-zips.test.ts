import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { keptZip, type Zipped } from '../../scripts/template/kept-zips.ts';
import { sha256 } from '../../scripts/template/zip.ts';

async function keeping(t: TestContext) {
  const top = await mkdtemp(join(tmpdir(), 'stackwarden-zips-'));
  t.after(() => rm(top, { recursive: true, force: true }));
  const [root, folder] = [join(top, 'root'), join(top, 'kept')];
  const write = async (path: string, text: string) => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write('functions/hello/handler.ts', 'one');
  await write('functions/shared/topic.ts', 'shared');
  let made = 0;
  const make = async (): Promise<Zipped> => {
    const body = Buffer.from(`made ${++made}`);
    return { body, sha256: sha256(body), sources: ['functions/hello/handler.ts'], exports: ['handler'] };
  };
  const zip = async (name = 'hello', at: string | null = folder) => String((await keptZip(root, name, make, at)).body);
  return { root, folder, write, zip };
}

test('the same sources are zipped once', async (t) => {
  const { zip } = await keeping(t);
  assert.deepEqual([await zip(), await zip()], ['made 1', 'made 1']);
});

test('a change of the function, of what is shared, or of the installed packages makes it anew', async (t) => {
  const { write, zip } = await keeping(t);
  await zip();
  await write('functions/hello/handler.ts', 'two');
  assert.equal(await zip(), 'made 2');
  await write('functions/shared/topic.ts', 'changed');
  assert.equal(await zip(), 'made 3');
  await write('functions/hello/more.ts', 'a new file');
  assert.equal(await zip(), 'made 4');
  await write('node_modules/.package-lock.json', '{}');
  assert.equal(await zip(), 'made 5');
  await write('functions/other/handler.ts', 'of another function');
  assert.equal(await zip(), 'made 5');
});

test('nothing is kept where it cannot be told which packages are installed', async (t) => {
  const { root, zip } = await keeping(t);
  await mkdir(join(root, 'node_modules'));
  assert.deepEqual([await zip(), await zip()], ['made 1', 'made 2']);
});

test('where there is a link, nobody knows what hangs on it: nothing is kept', async (t) => {
  const { root, zip } = await keeping(t);
  await symlink('..', join(root, 'functions/hello/loop'));
  assert.deepEqual([await zip(), await zip()], ['made 1', 'made 2']);
});

test('without a folder nothing is kept', async (t) => {
  const { zip } = await keeping(t);
  assert.deepEqual([await zip('hello', null), await zip('hello', null)], ['made 1', 'made 2']);
});

test('what was damaged or changed is made anew', async (t) => {
  const { folder, zip } = await keeping(t);
  await zip();
  const [name = ''] = await readdir(folder);
  const bytes = await readFile(join(folder, name));
  await writeFile(join(folder, name), Buffer.concat([bytes, Buffer.from('more')]));
  assert.equal(await zip(), 'made 2');
  await writeFile(join(folder, name), 'no JSON');
  assert.equal(await zip(), 'made 3');
});

test('a folder that cannot be made does not matter', async (t) => {
  const { root, zip } = await keeping(t);
  const file = join(root, 'functions/hello/handler.ts');
  assert.equal(await zip('hello', join(file, 'kept')), 'made 1');
});

test('those used longest ago go', async (t) => {
  const { folder, write, zip } = await keeping(t);
  await zip();
  const [oldest = ''] = await readdir(folder);
  await utimes(join(folder, oldest), new Date(0), new Date(0));
  for (let index = 0; index < 100; index++) await writeFile(join(folder, `other-${index}`), '');
  await write('functions/hello/handler.ts', 'two');
  await zip();
  const names = await readdir(folder);
  assert.ok(!names.includes(oldest));
  assert.equal(names.length, 100);
});
