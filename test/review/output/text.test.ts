import { deepEqual, doesNotMatch, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { excerptOf } from '../../../scripts/review/output/excerpt.ts';
import { textLines } from '../../../scripts/review/output/text.ts';
import { change, finding, HOSTILE, PUBLIC, report, reportOf } from './report.ts';

const bare = (_style: unknown, text: string) => text;
const SOURCE = "Resources:\n  Role:\n    Action: ['s3:*', other]\r\n";

test('access, findings with what stands there, suppressed ones, what is open, and the sums', () => {
  const lines = textLines(
    report({
      findings: [finding({ column: 14 }), finding({ line: 1, column: 1, suppressed: true, rule: 'other' })],
      access: [PUBLIC, change({ change: 'lost' })],
      undecided: [{ principal: 'a/Other', actions: ['s3:*'], resources: ['*'], reason: 'too complex' }],
      unresolved: [{ file: 'f', line: 1, expression: 'e', reason: 'r' }],
    }),
    () => SOURCE,
    bare,
  );
  deepEqual(lines, [
    '+ a/BucketPolicy gains s3:GetObject (public)',
    '    on arn:aws:s3:::b/*',
    '    by *',
    '    as in s3:PutObject arn:aws:s3:::b/example by arn:aws:iam::${AWS::AccountId}:role/Role',
    '      with aws:SecureTransport=true',
    '- a/Role loses s3:PutObject',
    '    on arn:aws:s3:::b/*',
    '    as in s3:PutObject arn:aws:s3:::b/example by arn:aws:iam::${AWS::AccountId}:role/Role',
    '      with aws:SecureTransport=true',
    '',
    'templates/a.yaml:3:14: error: s3:* allows every action of the service [wildcard-action]',
    "   3 |     Action: ['s3:*', other]",
    '     |              ^~~~~~',
    '  fix: list the actions that are called',
    '',
    'suppressed: templates/a.yaml:1:1: error: s3:* allows every action of the service [other]',
    '',
    '? a/Other: s3:* on *',
    '    cannot be decided: too complex',
    '',
    '1 template and 2 policy documents reviewed, 0 files ignored, 0 not readable',
    '1 error, 0 warnings, 0 suggestions; 1 suppressed, 4 there before the change; 1 expression not known before deploying',
    'This change grants new access: 1 gained, 1 of them public, 1 lost, 1 undecided.',
  ]);
});

test('colour is around what is told, never inside the excerpt', () => {
  const lines = textLines(
    report({ findings: [finding()] }),
    () => SOURCE,
    (style, text) => `<${style}>${text}</>`,
  );
  deepEqual(lines.slice(0, 4), [
    '<bold>templates/a.yaml:3:13:</> <red>error:</> s3:* allows every action of the service <dim>[wildcard-action]</>',
    "<dim>   3 | </>    Action: ['s3:*', other]",
    '<dim>     | </><red>            ^~~~~~~</>',
    '  <bold>fix:</> list the actions that are called',
  ]);
});

test('a line that holds a secret is not shown', () => {
  const one = finding({ rule: 'secret-in-property' });
  const lines = textLines(report({ findings: [one] }), () => SOURCE, bare);
  ok(!lines.some((line) => line.includes("s3:*'")));
  equal(lines[1], '  fix: list the actions that are called');
});

test('without its source a finding is told all the same', () => {
  const lines = textLines(report({ findings: [finding()] }), () => undefined, bare);
  equal(lines[1], '  fix: list the actions that are called');
});

for (const [index, text] of HOSTILE.entries()) {
  test(`hostile text ${index} makes no lines, colours or commands`, () => {
    for (const line of textLines(reportOf(text), () => `a\nb\n${text.replaceAll('\n', ' ')}\n`, bare)) {
      doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s*::|##\[/u);
    }
  });
}

test('a tab is two columns wide, and so is its mark', () => {
  const excerpt = excerptOf(['\t\tkey: value # note'], { line: 1, column: 8 });
  equal(excerpt?.code, '    key: value # note');
  equal(excerpt?.marks, '         ^~~~~');
});

test('control characters are taken out before what is marked', () => {
  const excerpt = excerptOf(['\u001b\u0007[31mkey: "a b"'], { line: 1, column: 12 });
  equal(excerpt?.code, ' [31mkey: "a b"');
  equal(excerpt?.marks, '          ^~~~~');
});

test('of a long line the part around the value is shown', () => {
  const excerpt = excerptOf([`${'x '.repeat(200)}HERE ${'y '.repeat(200)}`], { line: 1, column: 401 });
  ok(excerpt);
  const { code, marks } = excerpt;
  equal(code.slice(marks.indexOf('^'), marks.length), 'HERE');
  ok(code.startsWith('…') && code.endsWith('…'));
  ok(code.length <= 102);
});

test('the mark of a value that is cut ends with the line', () => {
  const excerpt = excerptOf([`key: ${'x'.repeat(500)}`], { line: 1, column: 6 });
  equal(excerpt?.code.length, 101);
  equal(excerpt?.marks, `     ^${'~'.repeat(94)}`);
});

test('a place outside of the text has no excerpt', () => {
  equal(excerptOf(['a'], { line: 2, column: 1 }), null);
  equal(excerptOf(['a', ''], { line: 2, column: 1 }), null);
  equal(excerptOf(['abc'], { line: 1, column: 99 })?.marks, '   ^');
});
