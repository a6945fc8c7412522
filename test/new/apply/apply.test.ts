import { deepEqual, equal, rejects } from 'node:assert/strict';
import { chmod, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { apply } from '../../../scripts/new/apply/apply.ts';
import { recover } from '../../../scripts/new/apply/journal.ts';
import { created, type PlannedFile } from '../../../scripts/new/plan.ts';
import { contentsOf, folderOf, put } from './folder.ts';

const OLD = { 'templates/a.yaml': 'a: 1\n', 'policies/a.json': '{}' };
const FILES: PlannedFile[] = [
  { file: 'templates/a.yaml', before: 'a: 1\n', text: 'a: 1\nb: 2\n' },
  created('functions/b/events/b.json', '{ "b": 1 }\n'),
  created('policies/b.json', '{ "b": 2 }\n'),
];
const NEW = {
  'templates/a.yaml': 'a: 1\nb: 2\n',
  'policies/a.json': '{}',
  'functions/b/events/b.json': '{ "b": 1 }\n',
  'policies/b.json': '{ "b": 2 }\n',
};
const never = new AbortController().signal;

test('all files are written, and nothing else is left', async (t) => {
  const root = await folderOf(t, OLD);
  await chmod(join(root, 'templates/a.yaml'), 0o640);
  await apply(root, FILES, never);
  deepEqual(await contentsOf(root), NEW);
  equal((await stat(join(root, 'templates/a.yaml'))).mode & 0o777, 0o640);
  equal(await recover(root), false);
});

test('a file that came in the way takes everything back, and stays', async (t) => {
  for (const text of ['', 'mine', '{ "b": 2 }\n']) {
    const root = await folderOf(t, { ...OLD, 'policies/b.json': text });
    await rejects(apply(root, FILES, never), { code: 'EEXIST' });
    deepEqual(await contentsOf(root), { ...OLD, 'policies/b.json': text });
  }
});

test('so does a file where a folder must be', async (t) => {
  const old = { ...OLD, functions: 'a file' };
  const root = await folderOf(t, old);
  await rejects(apply(root, FILES, never), { code: 'ENOTDIR' });
  deepEqual(await contentsOf(root), old);
});

test('so does the signal', async (t) => {
  const root = await folderOf(t, OLD);
  const stopper = new AbortController();
  // The second question comes when one file is written.
  let asked = 0;
  const signal = Object.create(stopper.signal, {
    throwIfAborted: {
      value: () => {
        if (++asked > 1) throw new Error('stopped');
      },
    },
  });
  await rejects(apply(root, FILES, signal), /stopped/);
  deepEqual(await contentsOf(root), OLD);
});

test('what has changed since it was read is left alone', async (t) => {
  const root = await folderOf(t, { ...OLD, 'templates/a.yaml': 'a: 3\n' });
  const message = 'templates/a.yaml has changed meanwhile: try again';
  await rejects(apply(root, FILES, never), { name: 'UserError', message });
  deepEqual(await contentsOf(root), { ...OLD, 'templates/a.yaml': 'a: 3\n' });
});

test('nothing is written through a link', async (t) => {
  const [root, other] = [await folderOf(t, OLD), await folderOf(t, {})];
  await symlink(other, join(root, 'functions'));
  const message = 'functions is a link: put the file or folder itself there';
  await rejects(apply(root, FILES, never), { name: 'UserError', message });
  deepEqual([await contentsOf(root), await contentsOf(other)], [OLD, {}]);
});

test('a folder that others keep files in stays', async (t) => {
  const root = await folderOf(t, OLD);
  await put(root, '.stackwarden/kept', 'kept');
  await apply(root, FILES, never);
  deepEqual(await contentsOf(root), { ...NEW, '.stackwarden/kept': 'kept' });
});
