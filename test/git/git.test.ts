import { deepEqual, equal, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { changedLines } from '../../scripts/git/changed-lines.ts';
import { commitOf, forkPoint } from '../../scripts/git/commit.ts';
import { withFilesOf } from '../../scripts/git/files.ts';
import { scratchRepository } from './fixture.ts';

const everything = () => true;

test('a branch, a tag and a part of a commit id name their commit', async (t) => {
  const { root, git, commit } = await scratchRepository(t);
  const id = await commit({ a: '1' });
  git('tag', 'v1');
  for (const ref of ['main', 'v1', 'HEAD', id.slice(0, 10)]) equal(await commitOf(root, ref), id);
});

test('a ref that names no commit is a mistake, and never an option', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ a: '1' });
  for (const ref of ['nowhere', '--all', '', 'HEAD:a']) {
    await rejects(commitOf(root, ref), { name: 'UserError', message: new RegExp(`no commit is called '${ref}'`) });
  }
});

test('a folder of no repository is a mistake', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stackwarden-plain-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await rejects(commitOf(folder, 'main'), { name: 'UserError', message: /is in no Git repository/ });
  await rejects(commitOf(join(folder, 'gone'), 'main'), { name: 'UserError', message: /cannot run git in/ });
});

test('a change starts where it left the branch, not where the branch is now', async (t) => {
  const { root, git, commit } = await scratchRepository(t);
  const start = await commit({ a: '1' });
  git('switch', '--quiet', '--create', 'change');
  await commit({ b: '1' });
  git('switch', '--quiet', 'main');
  await commit({ a: '2' });
  git('switch', '--quiet', 'change');
  equal(await forkPoint(root, 'main'), start);
});

test('a branch without a common commit is compared as it is', async (t) => {
  const { root, git, commit } = await scratchRepository(t);
  await commit({ a: '1' });
  git('switch', '--quiet', '--orphan', 'other');
  const other = await commit({ b: '1' });
  git('switch', '--quiet', 'main');
  equal(await forkPoint(root, 'other'), other);
});

test('the files of a commit are laid out as they were, and are gone afterwards', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  const bytes = 'é\0\r\n';
  const id = await commit({ 'in/a.json': bytes, 'in/deep/b c.json': '', 'in/skip.txt': 'x', 'out.json': 'x' });
  await write({ 'in/a.json': 'changed' });
  let folder = '';
  await withFilesOf(
    join(root, 'in'),
    id,
    (path) => path.endsWith('.json'),
    async (laidOut) => {
      folder = laidOut;
      deepEqual((await readdir(laidOut, { recursive: true })).sort(), ['a.json', 'deep', 'deep/b c.json']);
      equal(await readFile(join(laidOut, 'a.json'), 'utf8'), bytes);
    },
  );
  equal(existsSync(folder), false);
});

test('the files are gone when the work fails', async (t) => {
  const { root, commit } = await scratchRepository(t);
  const id = await commit({ a: '1' });
  let folder = '';
  const failing = withFilesOf(root, id, everything, (laidOut) => {
    folder = laidOut;
    return Promise.reject(new Error('no'));
  });
  await rejects(failing, /^Error: no$/);
  equal(existsSync(folder), false);
});

test('links and names that lead out of the folder are not laid out', async (t) => {
  const { root, git, commit } = await scratchRepository(t);
  await symlink('/etc/hostname', join(root, 'link.json'));
  await commit({ 'fine.json': '1' });
  const blob = git('rev-parse', 'HEAD:fine.json');
  const tree = execFileSync('git', ['mktree'], {
    cwd: root,
    input: `100644 blob ${blob}\t..\n`,
    encoding: 'utf8',
  }).trim();
  const top = execFileSync('git', ['mktree'], {
    cwd: root,
    input: `040000 tree ${tree}\tfolder\n100644 blob ${blob}\tfine.json\n`,
    encoding: 'utf8',
  }).trim();
  const hostile = git('commit-tree', top, '-m', 'hostile');
  for (const id of [git('rev-parse', 'HEAD'), hostile]) {
    await withFilesOf(root, id, everything, async (laidOut) => {
      deepEqual(await readdir(laidOut), ['fine.json']);
      equal((await lstat(join(laidOut, 'fine.json'))).isFile(), true);
    });
  }
});

test('a commit that is not there is a mistake', async (t) => {
  const { root } = await scratchRepository(t);
  const missing = withFilesOf(root, 'f'.repeat(40), everything, async () => {});
  await rejects(missing, { name: 'UserError', message: /cannot list the files/ });
  await rejects(changedLines(root, 'f'.repeat(40)), { name: 'UserError', message: /cannot tell what changed/ });
});

test('changed lines are those of the work tree, below the folder, whatever the names', async (t) => {
  const { root, git, commit, write } = await scratchRepository(t);
  const id = await commit({
    'in/a.yaml': '1\n2\n3\n4\n',
    'in/gone.yaml': '1\n',
    'in/é "q".yaml': '1\n',
    'out.yaml': '1\n',
  });
  await commit({ 'in/a.yaml': '1\nTWO\n3\n4\n' });
  await write({
    'in/a.yaml': '1\nTWO\n3\n4\n5\n6',
    'in/é "q".yaml': '1\n2\n',
    'out.yaml': '2\n',
    'in/new.yaml': '1\n2',
  });
  git('rm', '--quiet', 'in/gone.yaml');
  const found = await changedLines(join(root, 'in'), id);
  deepEqual(Object.fromEntries([...found].map(([file, lines]) => [file, [...lines]])), {
    'a.yaml': [2, 5, 6],
    'é "q".yaml': [2],
    'new.yaml': [1, 2],
  });
});

test('a line that looks like a header of the difference is a line', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  const id = await commit({ 'a.yaml': 'one\n-- x\n', 'b.yaml': 'b\n' });
  await write({ 'a.yaml': 'one\n++ b/other.yaml\n@@ -1 +90 @@\n', 'b.yaml': 'c' });
  deepEqual(
    [...(await changedLines(root, id))].map(([file, lines]) => [file, [...lines]]),
    [
      ['a.yaml', [2, 3]],
      ['b.yaml', [1]],
    ],
  );
});

test('a program that attributes or settings name is not run', async (t) => {
  const { root, git, commit, write } = await scratchRepository(t);
  const id = await commit({ 'a.yaml': '1\n', '.gitattributes': '*.yaml diff=evil\n' });
  const proof = join(root, 'proof');
  git('config', 'diff.evil.command', `touch ${proof}`);
  git('config', 'diff.evil.textconv', `touch ${proof};cat`);
  git('config', 'diff.external', `touch ${proof}`);
  await write({ 'a.yaml': '2\n' });
  await writeFile(join(root, 'b.yaml'), '1');
  await changedLines(root, id);
  equal(existsSync(proof), false);
});
