import { deepEqual, equal, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { changedFiles } from '../../scripts/git/changed-files.ts';
import { changedLines } from '../../scripts/git/changed-lines.ts';
import { commitOf, forkPoint } from '../../scripts/git/commit.ts';
import { withFilesOf } from '../../scripts/git/files.ts';
import { git as runGit } from '../../scripts/git/git.ts';
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

test('the files that a change wrote, deleted or renamed, whatever their names', async (t) => {
  const { root, git, commit, write } = await scratchRepository(t);
  const id = await commit({ 'in/changed': '1', 'in/gone': '1', 'in/moved': 'same', 'in/same': '1', out: '1' });
  const odd = ['in/a\nb', 'in/"quoted"', 'in/é', 'in/ ', 'in/-x'];
  await write({ 'in/changed': '2', ...Object.fromEntries(odd.map((name) => [name, ''])), out: '2' });
  git('mv', 'in/moved', 'in/new');
  await rm(join(root, 'in/gone'));
  const names = [...odd.map((name) => name.slice('in/'.length)), 'changed', 'gone', 'moved', 'new'];
  deepEqual(await changedFiles(join(root, 'in'), id), names.sort());
  await rejects(changedFiles(root, 'nowhere'), { name: 'UserError', message: /cannot tell which files changed/ });
});

test("no program runs that the attributes or the repository's own settings name", async (t) => {
  const { root, git, commit, write } = await scratchRepository(t);
  const id = await commit({ 'a.yaml': 'a: 1\n' });
  const ran = join(root, '.git', 'ran');
  const program = join(root, '.git', 'program');
  await writeFile(program, `#!/bin/sh\necho "$0 $*" >> '${ran}'\ncat\n`, { mode: 0o755 });
  for (const key of ['filter.own.clean', 'filter.own.smudge', 'diff.own.command', 'diff.own.textconv']) {
    git('config', key, program);
  }
  git('config', 'filter.own.required', 'true');
  git('config', 'diff.external', program);
  git('config', 'core.fsmonitor', program);
  git('config', 'core.hooksPath', join(root, 'hooks'));
  await write({ '.gitattributes': '* filter=own diff=own -text export-subst\n', 'a.yaml': 'a: $Format:%H$\nb: 2\n' });
  await write({ 'hooks/post-index-change': `#!/bin/sh\necho hook >> '${ran}'\n` });
  await chmod(join(root, 'hooks/post-index-change'), 0o755);
  deepEqual(await changedFiles(root, id), ['.gitattributes', 'a.yaml', 'hooks/post-index-change']);
  deepEqual(await changedLines(root, id).then((lines) => lines.get('a.yaml')), new Set([1, 2]));
  await withFilesOf(root, id, everything, async (folder) => {
    equal(await readFile(join(folder, 'a.yaml'), 'utf8'), 'a: 1\n');
  });
  equal(existsSync(ran), false);
});

test('lines are told of files that the attributes call binary', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  const id = await commit({ 'a.yaml': 'a: 1\n' });
  await write({ '.gitattributes': '*.yaml binary\n', 'a.yaml': 'a: 1\nb: 2\n' });
  deepEqual((await changedLines(root, id)).get('a.yaml'), new Set([2]));
});

test('a new link is one line, and what it leads to is not read', async (t) => {
  const { root, commit } = await scratchRepository(t);
  const id = await commit({ a: '1' });
  await symlink('/dev/zero', join(root, 'endless.yaml'));
  deepEqual((await changedLines(root, id)).get('endless.yaml'), new Set([1]));
});

test('a folder of the head that looks like a repository of its own is none', async (t) => {
  const { root, git, commit } = await scratchRepository(t);
  await commit({ a: '1' });
  git('init', '--quiet', '--bare', 'fake');
  await rejects(commitOf(join(root, 'fake'), 'HEAD'), { name: 'UserError' });
});

test('an answer that no text could hold is a mistake, not a crash', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ a: 'x'.repeat(100) });
  const showing = runGit(root, ['show', 'HEAD:a'], '', 10);
  await rejects(showing, { name: 'UserError', message: /^git tells more than 10 bytes of .*: too much changed$/ });
});
