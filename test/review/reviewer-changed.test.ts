import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { reviewerChanges } from '../../scripts/review/reviewer-changed.ts';
import { program } from '../cli/program.ts';
import { scratchRepository } from '../git/fixture.ts';

function review(args: string[]) {
  const command = [...program('review'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: projectFolder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function told(root: string, ...args: string[]) {
  const { status, stdout, stderr } = review(['--root', root, '--format=json', ...args]);
  equal(stderr, '');
  const { findings, summary } = JSON.parse(stdout);
  return { status, findings: findings as Record<string, string>[], summary };
}

const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const REVIEWER = 'reviewer-changed';

test('a finding for each folder, at the first file that has lines, and one for the files beside them', () => {
  const files = ['.ci/a', '.github/CODEOWNERS', 'package.json', 'scripts/a.ts', 'scripts/b.ts', 'templates/a.yaml'];
  const nested = ['docs/CODEOWNERS', 'functions/scripts/a.ts', 'scriptsx/a.ts', 'templates/.gitattributes'];
  const lines = new Map([['scripts/b.ts', new Set([7, 8])]]);
  const found = reviewerChanges([...files, ...nested], lines);
  deepEqual(
    found.map(({ rule, severity, file, line, suppressed }) => [rule, severity, file, line, suppressed]),
    [
      [REVIEWER, 'warning', '.ci/a', 1, false],
      [REVIEWER, 'warning', '.github/CODEOWNERS', 1, false],
      [REVIEWER, 'warning', 'package.json', 1, false],
      [REVIEWER, 'warning', 'scripts/b.ts', 7, false],
    ],
  );
  match(found[3]?.message ?? '', /^the change is in scripts\/ as well, .*: scripts\/a\.ts, scripts\/b\.ts$/);
  match(found[2]?.message ?? '', /: package\.json, docs\/CODEOWNERS, templates\/\.gitattributes$/);
});

test('in a repository that has this project in a folder, a change there is told, also as a submodule', () => {
  for (const file of ['vendor/stackwarden/scripts/review.ts', 'vendor/stackwarden']) {
    const [found, ...others] = reviewerChanges([file, 'vendor/other/a.ts'], new Map(), 'vendor/stackwarden');
    deepEqual([found?.file, others], [file, []]);
    match(found?.message ?? '', /^the change is in vendor\/stackwarden\/ as well/);
  }
});

test('a long list is clipped, and so is a long name', () => {
  const files = Array.from({ length: 12 }, (_, index) => `scripts/${index}.ts`);
  const [long] = reviewerChanges(files, new Map());
  match(long?.message ?? '', /scripts\/9\.ts and 2 more$/);
  const [name] = reviewerChanges([`scripts/${'x'.repeat(4000)}`], new Map());
  ok((name?.message.length ?? 0) < 250);
});

test('what is changed, added, deleted or renamed is told, beside a passing review, and only of a change', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  const before = { 'policies/a.json': POLICY, 'scripts/changed.ts': '1', 'scripts/gone.ts': '2', '.npmrc': '' };
  await commit({ ...before, '.github/workflows/old.yml': 'on: push\njobs: {}\n' });
  await write({ 'scripts/changed.ts': '3', 'scripts/new.ts': '4' });
  await rm(join(root, 'scripts/gone.ts'));
  await rename(join(root, '.github/workflows/old.yml'), join(root, '.github/workflows/new.yml'));
  const { findings: all } = told(root);
  const { status, findings, summary } = told(root, '--base=HEAD');
  equal(status, 0);
  deepEqual(
    findings.map(({ file, message }) => [file, message?.replace(/^.*: /, '')]),
    [
      ['.github/workflows/new.yml', '.github/workflows/new.yml, .github/workflows/old.yml'],
      ['scripts/changed.ts', 'scripts/changed.ts, scripts/gone.ts, scripts/new.ts'],
    ],
  );
  deepEqual([summary.findings.warning, summary.unchanged], [2, all.length]);
  equal(told(root, '--base=HEAD', '--fail-on=warning').status, 0, 'a code owner decides, and nobody can mend it');
  ok(!all.some(({ rule }) => rule === REVIEWER));
});

test('nothing in the change suppresses it', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'templates/a.yaml': 'Resources: {}\n', 'policies/a.json': POLICY });
  const entry = { rule: REVIEWER, file: 'scripts/a.ts', reason: 'it is fine, really', expires: '2099-01-01' };
  const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await write({
    'scripts/a.ts': '1',
    'policies/suppressions.yaml': JSON.stringify({ suppressions: [{ ...entry, expires: day }] }),
    '.gitignore': 'scripts\n',
    '.gitattributes': 'scripts/** -diff\n',
  });
  const { findings } = told(root, '--base=HEAD');
  const rules = findings.map(({ rule }) => rule);
  ok(rules.includes('suppression-malformed'));
  // Git knows nothing of a new file that is ignored until it is committed, as those of a pull request are.
  await commit({});
  const { findings: committed } = told(root, '--base=HEAD^');
  const own = committed.filter(({ rule }) => rule === REVIEWER);
  deepEqual(
    own.map(({ file, suppressed }) => [file, suppressed]),
    [
      ['.gitattributes', false],
      ['scripts/a.ts', false],
    ],
  );
});

/** Names as somebody would choose them who wants the outputs to say something else. */
const NAMES = [
  '\n::error::forged',
  '::set-output name=a::b',
  '##[add-mask]x',
  'a`b``c',
  'a|b',
  '<img src=x onerror=alert(1)>',
  '@octocat',
  '[click](javascript:alert(1))',
  '\u001b[31m',
  'a\u202Eb',
  '"quoted", and more',
];

test('hostile names do no harm in any form', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'policies/a.json': POLICY, 'templates/a.yaml': 'Resources: {}\n' });
  for (const [index, name] of NAMES.entries()) {
    const [base] = await Promise.all([commit({}), write({ [`scripts/${name}`]: '1' })]);
    await commit({ [`scripts/${name}`]: '1' });
    const files = ['markdown', 'sarif', 'text'].map((format) => `--write=${format}=out-${index}.${format}`);
    const { status, stdout } = review(['--root', root, `--base=${base}`, '--format=github', ...files]);
    equal(status, 0);
    match(stdout, /^::warning file=scripts\/[^:,\n]*,line=1,col=1,title=reviewer-changed::[^\n\p{Cc}\p{Cf}]*\n$/u);
    doesNotMatch(stdout, /##\[/);
    const [document = '', sarif = '', text = ''] = await Promise.all(
      ['markdown', 'sarif', 'text'].map((format) => readFile(join(root, `out-${index}.${format}`), 'utf8')),
    );
    const outside = document.replaceAll(/<code>[^<\n]*<\/code>/g, '');
    doesNotMatch(outside, /<img|@octocat|\[click\]|::error|::set-output|`|\|/);
    match(document, /Findings on changed lines/);
    doesNotMatch(text, /^\s*::|##\[|[\p{Cf}]|(?!\n)\p{Cc}/mu);
    const [result] = JSON.parse(sarif).runs[0].results;
    doesNotMatch(result.message.text, /\]\(|[\p{Cc}\p{Cf}]/u);
    doesNotMatch(result.locations[0].physicalLocation.artifactLocation.uri, /[\s<>`|"\\^{}]/);
    await rm(join(root, `out-${index}.text`));
  }
});

test('a folder that has become a link is told, and what it leads to is not shown', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'policies/a.json': POLICY, 'scripts/a.ts': 'old' });
  const elsewhere = await scratchRepository(t);
  await elsewhere.write({ 'a.ts': 'SECRET of another folder' });
  await rm(join(root, 'scripts'), { recursive: true });
  await symlink(elsewhere.root, join(root, 'scripts'));
  const { status, stdout } = review(['--root', root, '--base=HEAD']);
  equal(status, 0);
  match(stdout, /scripts.*warning: .*\[reviewer-changed\]/);
  doesNotMatch(stdout, /SECRET/);
});

test('explain says why it is a finding and what to do', () => {
  const { status, stdout } = review(['explain', REVIEWER]);
  equal(status, 0);
  match(stdout, /^reviewer-changed \(warning\)\n/);
  match(stdout, /ran with the base's scripts.*code owner looks at them by hand/);
});
