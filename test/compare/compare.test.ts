import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';

function compare(args: string[], input = '') {
  const command = [...program('compare'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: projectFolder,
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
const WRITE = { ...READ, Action: ['s3:GetObject', 's3:PutObject'] };
const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const side = (...statements: object[]) => ({ identityPolicies: [document(...statements)] });

async function files(t: TestContext, contents: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'compare-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, value] of Object.entries(contents)) {
    await writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  }
  return folder;
}

test('what is gained, with a request that shows it', async (t) => {
  const root = await files(t, { 'old.json': document(READ), 'new.json': document(WRITE) });
  const { status, stdout } = compare(['--root', root, 'old.json', 'new.json']);
  equal(status, 1);
  match(stdout, /^Broader: .*\n\+ s3:PutObject\n {4}on arn:aws:s3:::b\/\*\n {4}as in s3:PutObject arn:aws:s3:::b\//);
});

test('narrower is no finding', async (t) => {
  const root = await files(t, { 'old.json': document(WRITE), 'new.json': document(READ) });
  const { status, stdout } = compare(['--root', root, 'old.json', 'new.json']);
  equal(status, 0);
  match(stdout, /^Narrower: .*\n- s3:PutObject\n/);
});

test('equal, as one document', async (t) => {
  const root = await files(t, { 'old.json': document(READ, READ), 'new.json': document(READ) });
  const { status, stdout } = compare(['--root', root, '--format=json', 'old.json', 'new.json']);
  equal(status, 0);
  deepEqual(JSON.parse(stdout), { formatVersion: 1, verdict: 'equal', gains: [], losses: [], undecided: [] });
});

test('the policies of a resource tell whom they let in', async (t) => {
  const root = await files(t, {
    'old.json': document({ ...READ, Principal: { AWS: '111122223333' } }),
    'new.json': document({ ...READ, Principal: '*' }),
  });
  const { stdout } = compare(['--root', root, 'old.json', 'new.json']);
  match(stdout, /\n {4}by \*, /);
});

test('one principal’s requests only', async (t) => {
  const named = { ...READ, Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/ann' } } };
  const root = await files(t, { 'old.json': document(named), 'new.json': document(READ) });
  const asked = (name: string) =>
    compare(['--root', root, `--principal=arn:aws:iam::111122223333:user/${name}`, 'old.json', 'new.json']).status;
  deepEqual([asked('ann'), asked('bob')], [0, 1]);
});

test('a batch: an answer a line, in order, and a bad case does not stop the others', () => {
  const lines = [
    { id: 1, old: side(READ), new: side(WRITE) },
    { id: 2, old: side(READ) },
    { id: 3, old: side({ Effect: 'Maybe' }), new: side(READ) },
    { id: 4, old: side(READ), new: side(READ), principal: 'ann' },
    { id: 5, old: side(READ), new: side(READ), principal: 'arn:aws:iam::111122223333:role/App' },
  ];
  const { status, stdout } = compare(['--batch'], lines.map((line) => JSON.stringify(line)).join('\n'));
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  equal(status, 2);
  deepEqual(
    answers.map(({ id, verdict, error }) => [id, verdict ?? error.split(': ')[0]]),
    [
      [1, 'broader'],
      [2, '/new'],
      [3, '/old/identityPolicies/0/Statement/0/Effect'],
      [4, '/principal'],
      [5, 'equal'],
    ],
  );
  deepEqual(answers[0].gains[0].actions, ['s3:PutObject']);
  equal(answers[0].gains[0].witness.action, 's3:PutObject');
});

test('mistakes are told in one line that says what to do', async (t) => {
  const root = await files(t, { 'p.json': document(READ), 'no.json': document({ ...READ, Effect: 'Maybe' }) });
  const failed = (...args: string[]) => {
    const { status, stderr } = compare(['--root', root, ...args]);
    equal(status, 2);
    return stderr;
  };
  equal(failed('p.json'), 'compare: name two policy documents: npm run compare -- old.json new.json\n');
  match(failed('p.json', 'p.json', 'p.json'), /^compare: name two policy documents/);
  match(failed('p.json', 'gone.json'), /^compare: cannot read gone\.json \(ENOENT\): name a policy document\n$/);
  match(failed('p.json', 'no.json'), /^compare: no\.json:1:\d+: \/Statement\/0\/Effect: Effect is Allow or Deny\n$/);
  match(failed('--principal=ann', 'p.json', 'p.json'), /^compare: --principal takes an ARN such as .*, not 'ann'\n$/);
});
