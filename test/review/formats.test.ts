import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';
import { scratchRepository } from '../git/fixture.ts';

function review(root: string, args: string[], environment: Record<string, string> = {}) {
  const command = [...program('review'), '--root', root, ...args];
  const env = { ...process.env, GITHUB_WORKSPACE: '', ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: projectFolder,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

const policy = (Action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'One', Effect: 'Allow', Action, Resource: 'arn:aws:s3:::b/*' }],
  });

/** A change that gains access and makes a mistake. */
async function changed(t: TestContext, more: Record<string, string> = {}): Promise<string> {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'in/a.json': policy('s3:GetObject'), 'in/b.json': policy('s3:GetObject') });
  await write({ 'in/a.json': policy('s3:PutObject'), 'in/b.json': policy('s3:GetObjekt'), ...more });
  return join(root, 'in');
}

test('each form goes to stdout alone, with the exit code of the review', async (t) => {
  const root = await changed(t);
  const told = (format: string) => {
    const { status, stdout, stderr } = review(root, ['--base=HEAD', '--format', format]);
    deepEqual([status, stderr], [1, '']);
    return stdout;
  };
  match(told('text'), /^\+ a\.json gains s3:PutObject\n[\s\S]*\nb\.json:1:\d+: error: .*\[invalid-action\]\n/);
  match(told('markdown'), /^\*\*This change grants new access: 2 gained, 2 lost\.\*\* 1 error[\s\S]*```mermaid\n/);
  match(told('github'), /^::error file=b\.json,line=1,col=\d+,title=invalid-action::/);
  const [run] = JSON.parse(told('sarif')).runs;
  deepEqual(
    run.results.map((result: { ruleId: string }) => result.ruleId),
    ['gained-access', 'gained-access', 'invalid-action'],
  );
  equal(JSON.parse(told('json')).formatVersion, 1);
});

test('one run can leave its forms in files as well', async (t) => {
  const root = await changed(t);
  const files = { markdown: 'out/comment.md', sarif: 'out/review.sarif', text: 'review.txt' };
  const args = Object.entries(files).map(([format, file]) => `--write=${format}=${file}`);
  const { status, stdout } = review(root, ['--base=HEAD', '--format=json', ...args], { FORCE_COLOR: '1' });
  equal(status, 1);
  equal(JSON.parse(stdout).formatVersion, 1);
  const [markdown, sarif, text] = await Promise.all(
    Object.values(files).map((file) => readFile(join(root, file), 'utf8')),
  );
  match(markdown ?? '', /^\*\*This change grants new access/);
  equal(JSON.parse(sarif ?? '').version, '2.1.0');
  match(text ?? '', /^\+ a\.json gains s3:PutObject\n/);
});

test('GitHub is told where the root stands in its workspace', async (t) => {
  const root = await changed(t);
  const env = { GITHUB_WORKSPACE: dirname(root) };
  match(
    review(root, ['--base=HEAD', '--format=github'], env).stdout,
    /^::error file=in\/b\.json,.*\n::warning file=in\/a\.json,/,
  );
  match(review(root, ['--base=HEAD', '--format=sarif'], env).stdout, /"uri": "in\/b\.json"/);
  match(review(root, ['--base=HEAD', '--format=text'], env).stdout, /^b\.json:1/m);
});

test('a form that is not known, or has no file, is a mistake', async (t) => {
  const root = await changed(t);
  for (const write of ['pdf=a.pdf', 'markdown=', 'markdown', '=a']) {
    const { status, stdout, stderr } = review(root, [`--write=${write}`]);
    deepEqual([status, stdout], [2, '']);
    equal(
      stderr,
      `review: --write takes FORMAT=FILE, the format one of text|json|markdown|html|sarif|github, not '${write}'\n`,
    );
  }
  const { status, stderr } = review(root, ['--format=pdf']);
  equal(status, 2);
  match(stderr, /^review: --format takes text or json or markdown or html or sarif or github, not 'pdf'\n$/);
});

test('a file that cannot be written is a mistake', async (t) => {
  const root = await changed(t);
  const { status, stderr } = review(root, ['--write=json=a.json/b.json']);
  equal(status, 2);
  match(stderr, /^review: cannot use .*a\.json.*\n$/);
  const folder = review(root, ['--write=json=.']);
  equal(folder.status, 2);
  match(folder.stderr, /^review: cannot use .*: it is a folder \(EISDIR\)\n$/);
});

const suppressions = (expires: string) => `suppressions:
  - file: policies/b.json
    rule: invalid-action
    statement: One
    value: s3:GetObjekt
    reason: the action is announced for next month
    expires: ${expires}
`;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function suppressed(t: TestContext, expires: string) {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'policies/b.json': policy('s3:GetObjekt'), 'policies/suppressions.yaml': suppressions(expires) });
  const { status, stdout } = review(root, ['--format=json']);
  return { root, status, ...JSON.parse(stdout) };
}

test('a finding that is suppressed is told as such and fails nothing', async (t) => {
  const { root, status, findings, summary } = await suppressed(t, inDays(30));
  equal(status, 0);
  deepEqual(
    findings.map((one: { rule: string; suppressed: boolean }) => [one.rule, one.suppressed]),
    [['invalid-action', true]],
  );
  deepEqual([summary.findings.error, summary.suppressed], [0, 1]);
  match(review(root, []).stdout, /^suppressed: policies\/b\.json:1/m);
  equal(review(root, ['--format=github']).stdout, '\n');
});

test('a suppression that is over is a finding, and what it covered is told again', async (t) => {
  const { status, findings } = await suppressed(t, inDays(-1));
  equal(status, 1);
  deepEqual(
    findings.map((one: { rule: string; suppressed: boolean }) => [one.rule, one.suppressed]),
    [
      ['invalid-action', false],
      ['suppression-expired', false],
    ],
  );
});

test('a suppression that the change takes away is a finding of the change', async (t) => {
  const { root } = await suppressed(t, inDays(30));
  spawnSync('rm', [join(root, 'policies/suppressions.yaml')]);
  const { status, stdout } = review(root, ['--base=HEAD', '--format=json']);
  equal(status, 1);
  const { findings } = JSON.parse(stdout);
  deepEqual(
    findings.map((one: { rule: string }) => one.rule),
    ['invalid-action'],
  );
});
