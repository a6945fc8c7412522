import { deepEqual, equal } from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { zipSync } from 'fflate';
import { pinned, workflowRun } from './acting.ts';

const DOWN = pinned('actions/download-artifact');

/** Puts a zip in the store that no upload made. */
async function planted(store: string, name: string, zip: Uint8Array): Promise<void> {
  await mkdir(join(store, `77/${name}`), { recursive: true });
  await writeFile(join(store, `77/${name}/${name}.zip`), zip);
}

test('Nothing of an artifact is written outside of its folder', async (t) => {
  const { store, job } = await workflowRun(t);
  const evil = { up: '../evil', absolute: '/tmp/evil', back: '..\\evil', within: 'a/../../evil' };
  for (const [name, file] of Object.entries(evil)) {
    await planted(store, name, zipSync({ 'good.txt': new Uint8Array(1), [file]: new Uint8Array(1) }));
    const ran = await job({ uses: DOWN, with: { name, path: 'got' } }, { if: 'always()', run: 'find . -type f' });
    deepEqual(ran.errors, [`Artifact ${name} has a file that would lead out of its folder: ${file}`]);
    equal(/good|evil/.test(ran.log), false);
  }
  await planted(store, 'link', zipSync({ 'deep/evil': new Uint8Array(1) }));
  const through = await job(
    { run: 'mkdir got; ln -s /tmp got/deep' },
    { uses: DOWN, with: { name: 'link', path: 'got' } },
  );
  deepEqual(through.errors, ['Artifact link has a file that would be written through a link: deep/evil']);
});

test('What is no zip file is told', async (t) => {
  const { store, job } = await workflowRun(t);
  await planted(store, 'broken', Buffer.from('no zip'));
  const ran = await job({ uses: DOWN, with: { name: 'broken' } });
  deepEqual(ran.errors, ['Artifact broken is no zip file: invalid zip data']);
});

test('A pattern of another kind is refused, not taken by the letter', async (t) => {
  const { store, job } = await workflowRun(t);
  await planted(store, 'a', zipSync({ a: new Uint8Array(1) }));
  for (const pattern of ['{a,b}', '[ab]', '!a']) {
    const ran = await job({ uses: DOWN, with: { pattern } });
    deepEqual(ran.errors, [`Pattern '${pattern}': only *, ** and ? are understood on a laptop`]);
  }
});
