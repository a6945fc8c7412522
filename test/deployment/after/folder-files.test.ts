import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFiles } from '../../../scripts/deployment/after/folder-files.ts';
import { repository } from '../fixture.ts';

const site = 'templates/site';

test('all files of the folder are served, in order, without what editors and systems leave', async (t) => {
  const root = await repository(t, {
    [`${site}/index.html`]: '',
    [`${site}/a/b/c.txt`]: '',
    [`${site}/.DS_Store`]: '',
    [`${site}/a/.index.html.swp`]: '',
    [`${site}/.well-known/security.txt`]: '',
  });
  assert.deepEqual(await folderFiles(root, site), ['.well-known/security.txt', 'a/b/c.txt', 'index.html']);
});

test('a folder that is not there is no empty folder', async (t) => {
  const root = await repository(t, { 'templates/other/index.html': '' });
  await assert.rejects(folderFiles(root, site), /^UserError: there is no folder templates\/site to serve: make it/);
});

test('a file in place of the folder is told', async (t) => {
  const root = await repository(t, { [site]: '' });
  await assert.rejects(folderFiles(root, site), /^UserError: templates\/site.*: expected a folder/);
});

const links: [string, string, string][] = [
  ['out of the repository', '/etc/hostname', `${site}/link`],
  ['to another file of the repository', '../../.git/config', `${site}/link`],
  ['to nothing', 'nothing', `${site}/link`],
  ['around in a circle', '.', `${site}/link`],
];

for (const [name, target, path] of links) {
  test(`a link ${name} is refused`, async (t) => {
    const root = await repository(t, { [`${site}/index.html`]: '', '.git/config': 'token' });
    await symlink(target, join(root, path));
    await assert.rejects(
      folderFiles(root, site),
      /^UserError: templates\/site\/link: what is served are files, no links/,
    );
  });
}

test('a link in place of the folder is refused', async (t) => {
  const root = await repository(t, { 'templates/other.yaml': '', '.git/config': 'token' });
  await symlink('../.git', join(root, site));
  await assert.rejects(folderFiles(root, site), /^UserError: templates\/site: what is served are files, no links/);
});
