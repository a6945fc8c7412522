import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { explainFailure, FAILURES } from '../../scripts/failures/explain.ts';
import { program } from '../cli/program.ts';
import { MESSAGES, NEAR_MISSES } from './messages.ts';

for (const [id, messages] of Object.entries(MESSAGES)) {
  for (const message of messages) {
    test(`${id}: ${message.slice(0, 100)}`, () => equal(explainFailure(message)[0]?.id, id));
  }
}

for (const message of NEAR_MISSES) test(`not known: ${message}`, () => deepEqual(explainFailure(message), []));

test('every failure has a message, and an id of its own', () => {
  deepEqual(FAILURES.map(({ id }) => id).toSorted(), Object.keys(MESSAGES).toSorted());
});

test('every pattern of every failure is met by one of its messages', () => {
  const unmet = FAILURES.flatMap(({ id, matches }) => {
    return matches.filter((pattern) => !MESSAGES[id]?.some((message) => pattern.test(message))).map(String);
  });
  deepEqual(unmet, []);
});

test('a source is an address of a document', () => {
  for (const { source } of FAILURES) match(source, /^https:\/\/docs\.(aws\.amazon|github)\.com\/\S+$/);
});

test('a gap in the advice has a name in some pattern', () => {
  for (const { id, fix, matches } of FAILURES) {
    const groups = matches.map(String).join('\n');
    for (const [, name] of fix.matchAll(/(?<!\$)\{(\w+)\}/g)) ok(groups.includes(`(?<${name}>`), `${id}: {${name}}`);
  }
});

/** It comes with its own stack. */
const TO_COME = ['bootstrap'];

const helps = new Map<string, string>();

function helpOf(command: string): string {
  const known = helps.get(command);
  if (known !== undefined) return known;
  const args = [...program(command), '--help'];
  const help = execFileSync(process.execPath, args, { cwd: projectFolder, encoding: 'utf8' });
  helps.set(command, help);
  return help;
}

test('the commands and options that advice names exist', () => {
  for (const { id, fix } of FAILURES) {
    for (const [, command = '', rest = ''] of fix.matchAll(/npm run ([\w-]+)((?: -- [^,;:)]*)?)/g)) {
      if (TO_COME.includes(command)) continue;
      const help = helpOf(command);
      for (const [option] of rest.matchAll(/--[a-z][\w-]*/g)) {
        ok(help.includes(` ${option} `), `${id}: npm run ${command} has no ${option}`);
      }
    }
  }
});

const fixOf = (message: string) => explainFailure(message)[0]?.fix ?? '';

test('names of the message stand in the advice', () => {
  match(fixOf('No export named p-dev-Key found'), /exports p-dev-Key first/);
  match(fixOf('lab-table already exists in stack arn:aws:…'), /^take lab-table into the stack/);
  match(fixOf('Invalid principal in policy: "AWS":"AROAEXAMPLEID"'), /^find AROAEXAMPLEID in/);
  match(
    fixOf(
      'User: arn:aws:iam::1:user/ann is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because',
    ),
    /^allow s3:GetObject on arn:aws:s3:::b\/k to arn:aws:iam::1:user\/ann in/,
  );
});

test('a name that the message lacks is a gap to fill', () => {
  match(fixOf('Access Denied'), /^allow <action> on <resource> to <who>/);
});

test('a text of a template cannot command the runner or the terminal', () => {
  const fix = fixOf('Circular dependency between resources: [A\u001b[31m##[error\u202e]');
  match(fix, /# #\[error/);
  doesNotMatch(fix, /[\p{Cc}\p{Cf}]|##\[/u);
});

test('an action in a command to copy is an action and nothing else', () => {
  const message = 'User: x is not authorized to perform: s3:Get$(reboot) on resource: r with an explicit deny';
  ok(explainFailure(message).every(({ fix }) => !fix.includes('$(')));
});

test('what stands behind the first pages of a log is left out', () => {
  deepEqual(explainFailure(`${' '.repeat(20_000)}No export named x found`), []);
});
