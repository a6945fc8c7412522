import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';

function can(args: string[], input = '') {
  const command = [...program('can'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: projectFolder,
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/\${aws:username}/*" },
    { "Sid": "Tls", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } }
  ]
}
`;

async function files(t: TestContext, contents: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'can-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text);
  return folder;
}

const ANN = 'arn:aws:iam::111122223333:user/ann';
const asked = (root: string, ...more: string[]) => [
  '--root',
  root,
  '--policy=p.json',
  '--action=s3:GetObject',
  `--principal=${ANN}`,
  ...more,
];

test('yes, by which statement of which file', async (t) => {
  const root = await files(t, { 'p.json': POLICY });
  const { status, stdout } = can(asked(root, '--resource=arn:aws:s3:::b/ann/x'));
  equal(status, 0);
  equal(stdout, `Yes: ${ANN} s3:GetObject arn:aws:s3:::b/ann/x\n  by p.json:4:5 (Read)\n`);
});

test('no, by which Deny', async (t) => {
  const root = await files(t, { 'p.json': POLICY });
  const { status, stdout } = can(asked(root, '--resource=arn:aws:s3:::b/ann/x', '--context=aws:SecureTransport=false'));
  equal(status, 1);
  match(stdout, /^No, explicitly denied: .*\n {2}by p\.json:5:5 \(Tls\)\n$/);
});

test('no, and what is missing', async (t) => {
  const root = await files(t, { 'p.json': POLICY });
  const { status, stdout } = can(asked(root, '--resource=arn:aws:s3:::b/bob/x'));
  equal(status, 1);
  match(stdout, /^No, nothing allows it: .*\n {2}missing: an Allow in an identity policy\n$/);
});

test('as JSON it is one document with positions', async (t) => {
  const root = await files(t, { 'p.json': POLICY });
  const { stdout } = can(asked(root, '--resource=arn:aws:s3:::b/ann/x', '--format=json'));
  const { formatVersion, decision, by } = JSON.parse(stdout);
  deepEqual([formatVersion, decision], [1, 'Allowed']);
  deepEqual(by, [{ kind: 'identity', sid: 'Read', file: 'p.json', line: 4, column: 5 }]);
});

const MISTAKES: [title: string, policy: string, args: string[], message: RegExp][] = [
  ['no policy', '{"Statement": 7}', [], /^can: p\.json:1:15: \/Statement: a statement is a JSON object\n$/],
  ['no JSON', '{', [], /^can: p\.json:1:\d+: /],
  [
    'a file that is not there',
    POLICY,
    ['--boundary=q.json'],
    /^can: cannot read q\.json \(ENOENT\): name a policy document\n$/,
  ],
  ['no action', POLICY, ['--action='], /^can: --action takes one action such as s3:GetObject, not ''\n$/],
  [
    'a context without a value',
    POLICY,
    ['--context=x'],
    /^can: --context takes KEY=VALUE such as aws:SourceIp=192\.0\.2\.1, not 'x'\n$/,
  ],
];

for (const [title, policy, args, message] of MISTAKES) {
  test(`a mistake: ${title}`, async (t) => {
    const root = await files(t, { 'p.json': policy });
    const { status, stdout, stderr } = can(asked(root, '--resource=arn:aws:s3:::b/ann/x', ...args));
    deepEqual([status, stdout], [2, '']);
    match(stderr, message);
  });
}

const request = {
  principal: ANN,
  principalAccount: '111122223333',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/ann/x',
  resourceAccount: '111122223333',
  context: { 'aws:username': 'ann' },
};

test('a batch answers in order; a bad case is told and the rest go on', () => {
  const good = JSON.stringify({ id: 'a', identityPolicies: [JSON.parse(POLICY)], request });
  const bad = JSON.stringify({ id: 'b', identityPolicies: [{ Statement: 7 }], request });
  const { status, stdout } = can(['--batch'], `${good}\n${bad}\nnot JSON\n${good.replace('"a"', '"c"')}\n`);
  equal(status, 2);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  deepEqual(answers[0], { id: 'a', decision: 'Allowed' });
  deepEqual(answers[1], { id: 'b', error: '/identityPolicies/0/Statement: a statement is a JSON object' });
  equal(answers[2].id, null);
  deepEqual(answers[3], { id: 'c', decision: 'Allowed' });
});

test('an anonymous caller has no account', () => {
  const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
  const resourcePolicy = { Version: '2012-10-17', Statement: open };
  const anonymous = { ...request, principal: '*', principalAccount: null, context: {} };
  const { status, stdout } = can(['--batch'], JSON.stringify({ id: 1, resourcePolicy, request: anonymous }));
  equal(status, 0);
  equal(stdout, '{"id":1,"decision":"Allowed"}\n');
});

test('an account that is no text is a mistake', () => {
  const { status, stdout } = can(['--batch'], JSON.stringify({ id: 1, request: { ...request, principalAccount: 7 } }));
  equal(status, 2);
  equal(stdout, '{"id":1,"error":"/request/principalAccount: expected a string"}\n');
});

test('a batch in which every case is answered exits with 0, whatever the answers are', () => {
  const { status, stdout } = can(['--batch'], JSON.stringify({ id: 1, request }));
  equal(status, 0);
  equal(stdout, '{"id":1,"decision":"ImplicitlyDenied"}\n');
});
