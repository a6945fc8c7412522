import { doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Scratch, scratchRepository } from '../git/fixture.ts';

/** Milliseconds in which a review of a small head ends, on a machine that others use as well. */
const PATIENCE = 60_000;

function review(root: string, ...args: string[]) {
  const command = [
    '--import',
    'tsx',
    join(projectFolder, 'scripts/review.ts'),
    '--root',
    root,
    '--base=HEAD^',
    ...args,
  ];
  const options = { cwd: projectFolder, encoding: 'utf8', timeout: PATIENCE, maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, command, options);
  return { status, stdout, stderr };
}

const policy = (Action: string, more: object = {}) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*', ...more }] });
const FUNCTION = { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Code: '../functions/f' } };
const BASE = {
  'templates/a.yaml': JSON.stringify({ Resources: { F: FUNCTION } }),
  'policies/a.json': policy('s3:GetObject'),
  'functions/f/handler.ts': 'export const handler = async () => {};\n',
};

async function heads(t: TestContext): Promise<Scratch & { outside: Scratch }> {
  const scratch = await scratchRepository(t);
  await scratch.commit(BASE);
  const outside = await scratchRepository(t);
  await outside.write({
    'a.json': policy('s3:*', { Sid: 'OutsideSecret' }),
    'handler.ts': 'const outsideSecret = 1;\n',
  });
  return { ...scratch, outside };
}

test('links to files and folders elsewhere are told, and nothing behind them is read', async (t) => {
  const { root, commit, outside } = await heads(t);
  await Promise.all(['policies', 'functions/f/handler.ts'].map((path) => rm(join(root, path), { recursive: true })));
  await symlink('/etc/passwd', join(root, 'templates/x.yaml'));
  await symlink(outside.root, join(root, 'templates/folder'));
  await symlink(outside.root, join(root, 'policies'));
  await symlink(join(outside.root, 'handler.ts'), join(root, 'functions/f/handler.ts'));
  await commit({});
  const { status, stdout, stderr } = review(root, '--fail-on=access', '--format=json');
  equal(status, 1, stderr);
  doesNotMatch(stdout, /OutsideSecret|root:x/i);
  const { undecided, access } = JSON.parse(stdout);
  const told = undecided.map(({ principal }: { principal: string }) => principal);
  for (const path of ['templates/x.yaml', 'templates/folder', 'policies']) ok(told.includes(path), path);
  ok(access.every(({ change }: { change: string }) => change === 'lost'));
});

test('a copy of the review is not written through a link of the head', async (t) => {
  const { root, commit, outside } = await heads(t);
  await symlink(join(outside.root, 'handler.ts'), join(root, 'review.md'));
  await commit({});
  const { status, stderr } = review(root, '--write=markdown=review.md');
  equal(status, 2);
  match(stderr, /^review: --write does not follow links: review\.md is one; write review\.md elsewhere\n$/);
  match(await readFile(join(outside.root, 'handler.ts'), 'utf8'), /outsideSecret/);
});

test('what is huge, has no end or expands without one is told, and soon', async (t) => {
  const { root, commit } = await heads(t);
  const lol = (name: string, of: string) => `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(', ')}]\n`;
  const names = [...'abcdefghi'];
  const bomb = names.map((name, index) => lol(name, index === 0 ? 'lol' : `*${names[index - 1]}`)).join('');
  const use =
    '{Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: *i}}, Metadata: {Stackwarden: *i}}';
  await commit({
    'templates/bomb.yaml': `${bomb}Resources: {P: ${use}}\n`,
    'policies/suppressions.yaml': `${bomb}suppressions: *i\n`,
    'templates/deep.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'policies/huge.json': `${policy('s3:*').slice(0, -1)}${' '.repeat(100_000_000)}}`,
  });
  execFileSync('mkfifo', [join(root, 'templates/fifo.yaml'), join(root, 'functions/f/index.ts')]);
  const { status, stdout, stderr } = review(root, '--format=json');
  equal(status, 1, stderr);
  const { findings, summary } = JSON.parse(stdout);
  const files = findings.map(({ file, rule }: Record<string, string>) => `${file} ${rule}`);
  for (const one of ['templates/bomb.yaml unreadable-file', 'templates/deep.json unreadable-file']) {
    ok(files.includes(one), `${one} in ${files}`);
  }
  ok(files.includes('policies/suppressions.yaml suppression-malformed'), String(files));
  const huge = summary.ignored.find(({ file }: { file: string }) => file === 'policies/huge.json');
  match(huge?.reason ?? '', /^larger than 1048576 bytes/);
});

test("the head's attributes neither run a filter of the machine nor hide lines", async (t) => {
  const { root, git, commit } = await heads(t);
  const ran = join(root, '.git', 'ran');
  await writeFile(join(root, '.git', 'program'), `#!/bin/sh\ntouch '${ran}'\ncat\n`, { mode: 0o755 });
  await commit({
    '.gitattributes': '* filter=machine diff=machine export-subst\n*.json binary\n',
    'policies/a.json': policy('s3:*'),
  });
  for (const key of ['filter.machine.clean', 'filter.machine.smudge', 'diff.machine.command', 'diff.machine.textconv'])
    git('config', key, join(root, '.git', 'program'));
  // As after a checkout: Git compares contents where a file is younger than its index.
  await writeFile(join(root, 'policies/a.json'), policy('s3:*'));
  const { status, stdout, stderr } = review(root, '--format=markdown');
  equal(status, 0, stderr);
  match(stdout, /### Findings on changed lines[\s\S]*policies\/a\.json:1:/);
  equal(existsSync(ran), false);
});
