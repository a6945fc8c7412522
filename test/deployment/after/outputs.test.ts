import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeOutputs } from '../../../scripts/deployment/after/outputs.ts';
import { repository } from '../fixture.ts';

const result = {
  ...{ environment: 'dev', accountId: '111122223333' },
  stacks: [{ stack: 'app', outputs: { Url: 'u' } }],
};

test('the outputs of the stacks are one file, whole or not at all', async (t) => {
  const folder = await repository(t, {});
  const file = join(folder, 'outputs.json');
  await writeOutputs(file, result);
  await writeOutputs(file, result);
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), {
    ...{ formatVersion: 1, environment: 'dev', accountId: '111122223333' },
    stacks: { app: { Url: 'u' } },
  });
  assert.deepEqual(await readdir(folder), ['outputs.json']);
});

test('a link at the place is replaced, and what it leads to stays', async (t) => {
  const folder = await repository(t, { 'other.json': 'theirs' });
  await symlink('other.json', join(folder, 'outputs.json'));
  await writeOutputs(join(folder, 'outputs.json'), result);
  assert.equal(await readFile(join(folder, 'other.json'), 'utf8'), 'theirs');
  assert.match(await readFile(join(folder, 'outputs.json'), 'utf8'), /"Url": "u"/);
});

test('a place that cannot be written is a mistake of one line, and leaves nothing behind', async (t) => {
  const folder = await repository(t, {});
  await mkdir(join(folder, 'folder', 'x'), { recursive: true });
  await writeFile(join(folder, 'file'), '');
  const mistakes: [string, RegExp][] = [
    ['no/outputs.json', /no\/outputs\.json: the folder does not exist; make it first$/],
    ['folder', /folder \(EISDIR\): name a file in a folder that you may write to$/],
    ['file/outputs.json', /file\/outputs\.json \(ENOTDIR\): name a file in a folder/],
  ];
  for (const [path, message] of mistakes) {
    await assert.rejects(writeOutputs(join(folder, path), result), { name: 'UserError', message });
  }
  assert.deepEqual((await readdir(folder)).sort(), ['file', 'folder']);
});
