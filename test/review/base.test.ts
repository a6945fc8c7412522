import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';
import { scratchRepository } from '../git/fixture.ts';

function review(root: string, ...args: string[]) {
  const command = [...program('review'), '--root', root, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: projectFolder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function document(root: string, ...args: string[]) {
  const { status, stdout } = review(root, '--format=json', ...args);
  return { status, ...JSON.parse(stdout) };
}

const policy = (...actions: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: actions.map((Action) => ({ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::b/*' })),
  });
const WRONG = 's3:GetObjekt';
const rules = (findings: { rule: string; message: string }[]) => findings.map(({ rule }) => rule);

test('findings that the base has are counted and not told', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy(WRONG), 'b.json': policy('s3:GetObject') });
  await write({ 'b.json': policy('s3:GetObject', 's3:PutObjekt') });
  const { status, findings, summary, base } = document(root, '--base=HEAD');
  deepEqual([status, base], [1, 'HEAD']);
  deepEqual(
    findings.map((one: { file: string; rule: string }) => [one.file, one.rule]),
    [['b.json', 'invalid-action']],
  );
  deepEqual([summary.findings.error, summary.unchanged], [1, 1]);
});

test('a mistake that is made a second time is told once', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy(WRONG) });
  await write({ 'a.json': policy(WRONG, WRONG) });
  const { findings, summary } = document(root, '--base=HEAD');
  deepEqual([rules(findings).filter((rule) => rule === 'invalid-action').length, summary.unchanged], [1, 1]);
});

test('a change that mends and breaks nothing passes', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy(WRONG, 's3:PutObjekt') });
  await write({ 'a.json': policy(WRONG) });
  const { status, findings, summary } = document(root, '--base=HEAD');
  deepEqual([status, findings, summary.unchanged], [0, [], 1]);
});

const template = (id: string, ...actions: string[]) =>
  JSON.stringify({
    Resources: {
      [id]: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: JSON.parse(policy(...actions)) },
      },
    },
  });

test('a renamed resource takes its findings along', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': template('Old', WRONG) });
  await write({ 'a.json': template('New', WRONG) });
  const { status, findings, access } = document(root, '--base=HEAD');
  deepEqual([status, findings, access], [0, [], []]);
});

test('gained and lost access stands in the document, and fails only who asks for it', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject', 's3:GetObjectTagging') });
  await write({ 'a.json': policy('s3:GetObject', 's3:PutObject') });
  const { status, access } = document(root, '--base=HEAD');
  equal(status, 0);
  deepEqual(
    access.map((one: { principal: string; change: string; actions: string[] }) => [
      one.principal,
      one.change,
      one.actions,
    ]),
    [
      ['a.json', 'gained', ['s3:PutObject']],
      ['a.json', 'lost', ['s3:GetObjectTagging']],
    ],
  );
  equal(document(root, '--base=HEAD', '--fail-on=access').status, 1);
});

test('access that is only lost fails nobody', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject', 's3:PutObject') });
  await write({ 'a.json': policy('s3:GetObject') });
  const { status, access } = document(root, '--base=HEAD', '--fail-on=access');
  deepEqual([status, access.length], [0, 1]);
});

test('access that nobody can decide fails who asks for it', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  await write({ 'a.json': policy('s3:GetObject').replace('"Allow"', '"Perhaps"') });
  const { status, undecided } = document(root, '--base=HEAD', '--fail-on=access');
  deepEqual([status, undecided.length], [1, 1]);
});

test('of a change, what came to the other branch since is not told', async (t) => {
  const { root, git, commit } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  git('switch', '--quiet', '--create=change');
  await commit({ 'b.json': policy('s3:GetObject') });
  git('switch', '--quiet', 'main');
  await commit({ 'a.json': policy('s3:PutObject') });
  git('switch', '--quiet', 'change');
  const { access } = document(root, '--base=main');
  deepEqual(
    access.map((one: { principal: string; change: string }) => [one.principal, one.change]),
    [['b.json', 'gained']],
  );
});

test('the root may be a folder of a repository', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'in/a.json': policy('s3:GetObject'), 'out/b.json': policy('s3:GetObject') });
  await write({ 'in/a.json': policy('s3:PutObject'), 'out/b.json': policy('s3:PutObject') });
  const { access } = document(join(root, 'in'), '--base=HEAD');
  deepEqual([...new Set(access.map((one: { principal: string }) => one.principal))], ['a.json']);
});

test('a mistake is one line that says what to do', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  const mistakes = [
    [['--base=gone'], /^review: no commit is called 'gone': name a branch, tag or commit, and fetch it first\n$/],
    [['--fail-on=access'], /^review: --fail-on access needs --base: .*\n$/],
    [['--fail-on=never'], /^review: --fail-on takes error, warning or access, not 'never'\n$/],
  ] as const;
  for (const [args, expected] of mistakes) {
    const { status, stdout, stderr } = review(root, ...args);
    deepEqual([status, stdout], [2, '']);
    match(stderr, expected);
  }
});

test('a template that becomes unreadable, or a link, may give anything', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject'), 'b.json': policy('s3:GetObject'), 'c.txt': policy('*') });
  await write({ 'a.json': '{"Version": ' });
  await rm(join(root, 'b.json'));
  await symlink('c.txt', join(root, 'b.json'));
  const { status, undecided, summary } = document(root, '--base=HEAD', '--fail-on=access');
  deepEqual([status, ...undecided.map((one: { principal: string }) => one.principal)], [1, 'b.json', 'a.json']);
  deepEqual(summary.ignored, [{ file: 'b.json', reason: 'it is a link, which is not followed' }]);
});
