import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { NARROW, pullRequest, step, WIDE } from './action-fixture.ts';

test('a change that is right passes: a summary, a SARIF file, and what main has done besides is not told', async (t) => {
  const { workspace } = await pullRequest(t, { 'policies/more.json': NARROW });
  const { code, log, summary, outputs } = await step(workspace);
  equal(code, 0, log);
  match(summary, /Access gained|No access/i);
  doesNotMatch(summary, /README/);
  equal(JSON.parse(await readFile(outputs.sarif ?? '', 'utf8')).version, '2.1.0');
  equal(await readFile(outputs.markdown ?? '', 'utf8'), summary);
});

test('one that grants too much fails, with an annotation at its place in the repository', async (t) => {
  const { workspace } = await pullRequest(t, { 'policies/notes.json': WIDE });
  const { code, log, summary, outputs } = await step(workspace, { FAIL_ON: 'warning', SARIF: 'false' });
  equal(code, 1);
  match(log, /^::(?:warning|error) .*file=policies\/notes\.json,line=1/m);
  match(summary, /<code>\*<\/code>/);
  deepEqual(Object.keys(outputs), ['markdown']);
  equal((await step(workspace, { FAIL_ON: 'warning', BASE: 'HEAD' })).code, 0, 'against another base');
});

test('--fail-on access fails for any that is gained', async (t) => {
  const { workspace } = await pullRequest(t, { 'policies/more.json': NARROW.replace('notes/a', 'notes/b') });
  equal((await step(workspace, { FAIL_ON: 'access' })).code, 1);
});

test('on a push everything is reviewed as it is', async (t) => {
  const { workspace } = await pullRequest(t, { 'policies/notes.json': WIDE });
  const { code, summary } = await step(workspace, { GITHUB_EVENT_NAME: 'push', FAIL_ON: 'warning' });
  equal(code, 1);
  doesNotMatch(summary, /Access gained/);
});

const EVIL = '$(touch pwned)`touch pwned`;touch pwned\n::set-output name=a::b <img src=x>@octocat';

test('hostile names of files, folders and branches are text, and no code of the repository runs', async (t) => {
  const files = {
    [`policies/${EVIL}.json`]: WIDE,
    'scripts/setup.mjs': "import { writeFileSync } from 'node:fs';\nwriteFileSync('pwned', '');\n",
    '.npmrc': 'script-shell=/nonexistent\n',
    '.gitattributes': '* filter=evil diff=evil\n',
    'node_modules/esbuild/package.json': '{"main": "index.js"}',
    'node_modules/esbuild/index.js': "require('node:fs').writeFileSync('pwned', '');\n",
  };
  const { workspace, head } = await pullRequest(t, files, EVIL);
  for (const [name, value] of [
    ['filter.evil.clean', 'touch pwned'],
    ['diff.evil.textconv', 'touch pwned'],
  ] as const) {
    execFileSync('git', ['-C', head, 'config', name, value]);
  }
  const { code, log, stderr, summary } = await step(workspace, {
    ROOT: EVIL,
    GITHUB_BASE_REF: EVIL,
    FAIL_ON: 'warning',
  });
  equal(code, 1, log + stderr);
  match(log, /octocat/, 'the file is told');
  doesNotMatch(`${log}\n${stderr}`, /^::set-output/m);
  doesNotMatch(summary, /<img/);
  const names = await readdir(workspace, { recursive: true });
  deepEqual(
    names.filter((name) => /(^|\/)pwned$/.test(name)),
    [],
  );
});

test('a folder that is made to look like a repository has no say', async (t) => {
  const bare = { HEAD: 'ref: refs/heads/main\n', 'objects/a': '', 'refs/heads/a': '' };
  const config = '[core]\n\tbare = true\n\tfsmonitor = "touch pwned; false"\n\thooksPath = .\n';
  const inside = Object.entries({ ...bare, config, 'a.json': NARROW }).map(([name, text]) => [`infra/${name}`, text]);
  const { workspace, head } = await pullRequest(t, Object.fromEntries(inside));
  const { code, log } = await step(workspace, { ROOT: 'head/infra' });
  equal(code, 2, log);
  match(log, /^::error title=Policy review::root belongs to no Git repository/m);
  equal(existsSync(join(head, 'infra', 'pwned')), false);
});

const MISTAKES: [title: string, given: Record<string, string>, said: RegExp][] = [
  ['a root that is not there', { ROOT: 'elsewhere' }, /::root is no folder of the workspace/],
  ['a root above', { ROOT: '..' }, /::root leads out of the workspace/],
  ['a link that leads out', { ROOT: 'head/link' }, /::root leads out of the workspace/],
  ['no repository', { ROOT: '.' }, /::root belongs to no Git repository/],
  ['a base that is an option', { BASE: '--output=pwned' }, /::nothing was reviewed, for the reason above/],
  ['a wrong fail-on', { FAIL_ON: 'a::b' }, /::nothing was reviewed, for the reason above/],
  ['a wrong sarif', { SARIF: '$(id)' }, /::sarif takes true or false/],
];

test('mistakes are one line, and exit code 2', async (t) => {
  const { workspace, head } = await pullRequest(t, {});
  await symlink('/etc', join(head, 'link'));
  for (const [title, given, said] of MISTAKES) {
    const { code, log, stderr, summary } = await step(workspace, given);
    deepEqual([code, summary], [2, ''], `${title}: ${log}${stderr}`);
    match(log, said, title);
    ok(
      stderr.split('\n').every((line) => line === '' || line.startsWith('policy review: ')),
      stderr,
    );
  }
});

test('a checkout that is too shallow is told how deep it has to be; of a branch alone, the base is that of the remote', async (t) => {
  const { workspace, origin } = await pullRequest(t, { 'policies/notes.json': WIDE });
  const clone = (name: string, ...args: string[]) =>
    execFileSync('git', ['clone', '--quiet', ...args, `file://${origin}`, join(workspace, name)]);
  clone('shallow', '--depth=1', '--branch=main', '--single-branch');
  const shallow = await step(workspace, { ROOT: 'shallow', GITHUB_BASE_REF: 'gone' });
  deepEqual([shallow.code, /::.*give actions\/checkout fetch-depth: 2/.test(shallow.log)], [2, true], shallow.log);
  clone('branch', '--branch=change');
  execFileSync('git', ['-C', join(workspace, 'branch'), 'update-ref', 'refs/remotes/origin/main', 'HEAD^']);
  equal((await step(workspace, { ROOT: 'branch', FAIL_ON: 'warning' })).code, 1);
});
