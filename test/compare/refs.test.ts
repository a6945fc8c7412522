import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';
import { scratchRepository } from '../git/fixture.ts';

function compare(root: string, ...args: string[]) {
  const command = [...program('compare'), '--root', root, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: projectFolder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const role = (...actions: string[]) =>
  JSON.stringify({
    Resources: {
      R: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
          Policies: [
            {
              PolicyName: 'p',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: actions, Resource: 'arn:aws:s3:::b/*' }],
              },
            },
          ],
        },
      },
    },
  });

test('two commits are compared principal by principal', async (t) => {
  const { root, commit } = await scratchRepository(t);
  const narrow = await commit({ 'a.json': role('s3:GetObject') });
  const wide = await commit({ 'a.json': role('s3:GetObject', 's3:PutObject') });
  const broader = compare(root, narrow, wide);
  equal(broader.status, 1);
  match(broader.stdout, /^Broader: .*\na\/R\n\+ s3:PutObject\n {4}on arn:aws:s3:::b\/\*\n {4}as in s3:PutObject /);
  const narrower = compare(root, wide, narrow);
  equal(narrower.status, 0);
  match(narrower.stdout, /^Narrower: .*\na\/R\n- s3:PutObject\n/);
  equal(compare(root, wide, wide).status, 0);
});

test('one commit is compared with the files as they are now', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': role('s3:GetObject') });
  await write({ 'a.json': role('s3:GetObject', 's3:PutObject') });
  const { status, stdout } = compare(root, 'HEAD', '--format=json');
  equal(status, 1);
  const { base, head, verdict, access, undecided } = JSON.parse(stdout);
  deepEqual([base, head, verdict, undecided], ['HEAD', null, 'broader', []]);
  deepEqual(
    access.map((one: { principal: string; change: string; actions: string[] }) => [
      one.principal,
      one.change,
      one.actions,
    ]),
    [['a/R', 'gained', ['s3:PutObject']]],
  );
});

test('access that nobody can decide is not equal', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': role('s3:GetObject') });
  const attached = JSON.parse(role('s3:GetObject'));
  attached.Resources.R.Properties.ManagedPolicyArns = ['arn:aws:iam::111122223333:policy/Theirs'];
  await write({ 'a.json': JSON.stringify(attached) });
  const { status, stdout } = compare(root, 'HEAD');
  equal(status, 1);
  match(stdout, /^Incomparable: .*\na\/R\n\? \* on \*\n {4}cannot be decided: the policy arn:.*Theirs/);
});

test('names of a template are printed on lines of their own, whatever they hold', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'README.md': '' });
  await commit({ 'a.json': role('s3:Get\u001b[2JObject') });
  const { stdout } = compare(root, 'HEAD~1');
  equal(stdout.includes('\u001b'), false);
});

test('a mistake is one line that says what to do', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'a.json': role('s3:GetObject') });
  const mistakes = [
    [['gone'], /^compare: no commit is called 'gone': name a branch, tag or commit, and fetch it first\n$/],
    [[], /^compare: name two policy documents .* or one or two git refs\n$/],
    [['HEAD', 'HEAD', 'HEAD'], /^compare: name two policy documents .* or one or two git refs\n$/],
    [['HEAD', '--resource'], /^compare: --principal and --resource are of two policy documents: .*\n$/],
  ] as const;
  for (const [args, expected] of mistakes) {
    const { status, stdout, stderr } = compare(root, ...args);
    deepEqual([status, stdout], [2, '']);
    match(stderr, expected);
  }
});
