import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { annotations } from '../../../scripts/review/output/annotations.ts';
import { change, finding, HOSTILE, PUBLIC, report, reportOf } from './report.ts';

test('a finding is a command at its place, a suggestion a notice', () => {
  deepEqual(annotations(report({ findings: [finding(), finding({ severity: 'suggestion' })] })), [
    '::error file=templates/a.yaml,line=3,col=13,title=wildcard-action::s3:* allows every action of the service%0Afix: list the actions that are called',
    '::notice file=templates/a.yaml,line=3,col=13,title=wildcard-action::s3:* allows every action of the service%0Afix: list the actions that are called',
  ]);
});

test('gained access is a warning, at its place where that is known; lost access is none', () => {
  const access = [PUBLIC, change(), change({ change: 'lost' })];
  const locate = (principal: string) => (principal === 'a/Role' ? { file: 'a,b:c.yaml', line: 2, column: 1 } : null);
  deepEqual(annotations(report({ access }), locate), [
    '::warning title=gained access%2C public::a/BucketPolicy gains s3:GetObject on arn:aws:s3:::b/*%0Aby *%0Aas in s3:PutObject arn:aws:s3:::b/example by arn:aws:iam::${AWS::AccountId}:role/Role',
    '::warning file=a%2Cb%3Ac.yaml,line=2,col=1,title=gained access::a/Role gains s3:PutObject on arn:aws:s3:::b/*%0Aas in s3:PutObject arn:aws:s3:::b/example by arn:aws:iam::${AWS::AccountId}:role/Role',
  ]);
});

test('errors first, then gained access, each first on changed lines; suppressed ones are not told', () => {
  const findings = [
    finding({ rule: 'r1', severity: 'suggestion' }),
    finding({ rule: 'r2', severity: 'warning', line: 4 }),
    finding({ rule: 'r3', severity: 'warning' }),
    finding({ rule: 'r4', line: 4 }),
    finding({ rule: 'r5' }),
    finding({ rule: 'r6', suppressed: true }),
  ];
  const told = annotations(report({ findings, access: [change()] }));
  deepEqual(
    told.map((line) => /title=([^:]*)::/.exec(line)?.[1]),
    ['r5', 'r4', 'gained access', 'r3', 'r2', 'r1'],
  );
});

for (const [index, text] of HOSTILE.entries()) {
  test(`hostile text ${index} stays in its command`, () => {
    const lines = annotations(reportOf(text), () => ({ file: text, line: 1, column: 1 }));
    equal(lines.length, 2);
    for (const line of lines) {
      doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\[/u);
      match(line, /^::(error|warning) file=[^:,]*,line=\d+,col=\d+,title=[^:,]*(%2C[^:,]*)?::/);
      // Only the escapes that are made here: a percent sign of the text is one.
      doesNotMatch(line, /%(?!25|0A|3A|2C)/);
    }
  });
}

test('escapes that the text brings are not undone', () => {
  const [line] = annotations(report({ findings: [finding({ message: 'a%0A::error::b', fix: 'c' })] }));
  match(line ?? '', /::a%250A::error::b%0Afix: c$/);
});
