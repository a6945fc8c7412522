import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';

function review(...args: string[]) {
  const command = [...program('review'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: projectFolder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

async function folder(t: TestContext, contents: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'review-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(contents)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

const PUBLIC = `Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: pages
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: 'arn:aws:s3:::pages/*'}
`;
const READ = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
});

test('a finding has its place, and the exit code says that there is one', async (t) => {
  const root = await folder(t, { 'site.yaml': PUBLIC });
  const { status, stdout } = review('--root', root);
  equal(status, 1);
  match(stdout, /^site\.yaml:9:\d+: error: anyone is allowed s3:GetObject.* \[public-access\]$/m);
});

test('the document adds up, whatever stands in the folder', async (t) => {
  const root = await folder(t, {
    'site.yaml': PUBLIC,
    'read.json': READ,
    'broken.yaml': 'Resources: [',
    'notes.json': '{"a": 1}',
  });
  const { stdout } = review('--root', root, '--format=json');
  const { findings, summary, access } = JSON.parse(stdout);
  const { files, templates, documents, ignored, unreadable } = summary;
  deepEqual([files, templates, documents, ignored.length, unreadable], [4, 1, 1, 1, 1]);
  equal(summary.findings.error, findings.filter(({ severity }: { severity: string }) => severity === 'error').length);
  ok(
    findings.every(
      ({ line, column, fingerprint }: Record<string, unknown>) => Number(line) > 0 && Number(column) > 0 && fingerprint,
    ),
  );
  deepEqual(access, []);
});

test('the repository’s own review has no error and no warning', () => {
  const { status, stdout } = review('--fail-on=warning');
  equal(status, 0, stdout);
});

test('what --live needs is explained, as a policy to take over', () => {
  const { status, stdout } = review('explain', 'live', '--format', 'json');
  equal(status, 0);
  const { topic, example } = JSON.parse(stdout);
  deepEqual([topic, JSON.parse(example).Version], ['live', '2012-10-17']);
  ok(review('explain', 'live').stdout.includes(example));
});

test('how a finding is suppressed is explained, and the example does it', async (t) => {
  const { example } = JSON.parse(review('explain', 'suppressions', '--format', 'json').stdout);
  const statement = '{Sid: Reports, Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::reports/*"}';
  const properties = `    Properties:\n      PolicyDocument: {Version: "2012-10-17", Statement: [${statement}]}\n`;
  const root = await folder(t, { 'template.yaml': `Resources:\n${example}${properties}` });
  const { findings } = JSON.parse(review('--root', root, '--format', 'json').stdout);
  const told = findings.map(({ rule, suppressed }: { rule: string; suppressed: boolean }) => `${rule} ${suppressed}`);
  ok(told.includes('wildcard-action true'), told.join());
  ok(!told.some((one: string) => one.startsWith('suppression-')), told.join());
});

test('a rule is explained', () => {
  const { status, stdout } = review('explain', 'public-access');
  equal(status, 0);
  match(stdout, /^public-access \(error\)\n {2}A resource that anyone can reach\n/);
});

test('mistakes are told in one line that says what to do', () => {
  const failed = (...args: string[]) => {
    const { status, stderr } = review(...args);
    equal(status, 2);
    return stderr;
  };
  equal(failed('explain', 'public-acess'), "review: no rule is called 'public-acess'; did you mean public-access?\n");
  equal(failed('explian'), 'review: use npm run review -- explain <rule>, or no word to review\n');
  equal(failed('--fail-on=never'), "review: --fail-on takes error, warning or access, not 'never'\n");
  match(failed('--root', '/nowhere/at/all'), /^review: there is no folder \/nowhere\/at\/all: name one with --root\n$/);
});
