import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';

function explain(args: string[], input = '') {
  const command = [...program('explain'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: projectFolder,
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

test('a known text: what, why, what to do, and where it is written', () => {
  const { status, stdout } = explain(['No export named p-dev-Key found']);
  equal(status, 0);
  const [title, why, fix, source] = stdout.split('\n');
  equal(title, 'The stack imports what no stack exports');
  match(why ?? '', /^ {2}The stack that exports it is not deployed/);
  match(fix ?? '', /^ {2}→ deploy the stack that exports p-dev-Key first/);
  match(source ?? '', /^ {2}https:\/\/docs\.aws\.amazon\.com\//);
});

test('words without quotes are one text', () => {
  equal(explain(['Access', 'Denied']).status, 0);
});

test('from the standard input, with - or with nothing', () => {
  for (const args of [[], ['-']]) match(explain(args, 'log\nAccess Denied\n').stdout, /^The caller may not do it\n/);
});

test('as JSON, best first', () => {
  const { status, stdout } = explain(['--format', 'json', 'API: s3:PutBucketPolicy Access Denied']);
  equal(status, 0);
  const { formatVersion, explanations } = JSON.parse(stdout);
  equal(formatVersion, 1);
  deepEqual(
    explanations.map(({ id }: { id: string }) => id),
    ['put-bucket-policy-denied', 'access-denied'],
  );
});

test('an unknown text', () => {
  const { status, stdout } = explain(['the printer is on fire']);
  equal(status, 1);
  match(stdout, /^This text is not known here: look at [^\n]+\n$/);
  const { explanations } = JSON.parse(explain(['--format=json', 'the printer is on fire']).stdout);
  deepEqual(explanations, []);
});

test('no text at all is a mistake', () => {
  const { status, stdout, stderr } = explain(['-'], ' \n');
  deepEqual([status, stdout], [2, '']);
  match(stderr, /^explain: give the error text: [^\n]+\n$/);
});

test('everything that is known, by name', () => {
  const { status, stdout } = explain(['--list']);
  equal(status, 0);
  match(stdout, /^missing-export +The stack imports what no stack exports$/m);
});
