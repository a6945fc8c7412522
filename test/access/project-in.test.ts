import { deepEqual, equal } from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isOfProject, projectIn } from '../../scripts/access/project-in.ts';

test('this project in the folder of a repository is not of what that repository deploys', () => {
  equal(projectIn('/repository', '/repository/vendor/stackwarden'), 'vendor/stackwarden');
  const isIgnored = isOfProject('/repository', '/repository/vendor/stackwarden');
  const paths = ['vendor/stackwarden/templates/a.yaml', 'vendor/stackwarden-too/a.yaml', 'templates/a.yaml'];
  deepEqual(paths.map(isIgnored), [true, false, false]);
});

test('a repository that is this project, or beside it, has all that is in it', () => {
  for (const root of ['/a/stackwarden', '/a/other', '/a/stackwarden/scripts']) {
    equal(projectIn(root, '/a/stackwarden'), null, root);
    equal(isOfProject(root, '/a/stackwarden')('templates/a.yaml'), false);
  }
});

test('the folder is found by a link to the repository, too', async (t) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'project-in-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'repository'));
  await symlink(join(folder, 'repository'), join(folder, 'link'));
  equal(projectIn(join(folder, 'link'), join(folder, 'repository', 'vendor')), 'vendor');
});
