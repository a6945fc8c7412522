import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeOf } from '../../scripts/aws/cause.ts';
import type { DeployedFinding } from '../../scripts/deployment/readback/drift-findings.ts';
import type { DriftResult } from '../../scripts/drift/drift.ts';
import { driftMarkdown } from '../../scripts/drift/markdown.ts';
import { driftLines, policyLines } from '../../scripts/drift/render.ts';
import { type DriftReport, verdictOf } from '../../scripts/drift/report.ts';
import { shownValue } from '../../scripts/drift/values.ts';
import { assertHarmless, assertPlainLines, hostileText } from '../cli/harmless.ts';
import { change, finding } from '../review/output/report.ts';

const STACK: DriftResult = {
  ...{ stack: 'app', stackName: 'p-dev-app', status: 'CREATE_COMPLETE', drifted: [], unchecked: [], cause: null },
  removed: { changeSets: [], stack: false },
};

function report(stacks: Partial<DriftResult>[] = [{}], policies: Partial<DriftReport['policies']> = {}): DriftReport {
  return {
    ...{ environment: 'dev', accountId: '111122223333', stacks: stacks.map((more) => ({ ...STACK, ...more })) },
    policies: { findings: [], notes: [], isOpen: false, ...policies },
  };
}

function deployed(more: Partial<DeployedFinding> = {}): DeployedFinding {
  const { suppressed: _, ...found } = finding({ rule: 'access-drift' });
  return { ...found, subject: 'app/Role', access: change({ principal: 'app/Role' }), ...more };
}

const QUEUE = { logicalId: 'Queue', physicalId: 'q', type: 'AWS::SQS::Queue', status: 'MODIFIED' as const };

test('what differs, what is missing, what could not be checked and what was removed', () => {
  const differences = [{ path: '/DelaySeconds', expected: '0', actual: '9', kind: 'NOT_EQUAL' }];
  const stacks = [
    { drifted: [{ ...QUEUE, differences }], unchecked: ['Other'], removed: { changeSets: ['p-old-1'], stack: true } },
    { stack: 'web', cause: causeOf('AccessDenied from cloudformation:DetectStackDrift') },
  ];
  const findings = [
    deployed(),
    deployed({ access: change({ principal: 'app/Role', change: 'lost' }) }),
    deployed({ access: null, message: 'it has by-hand', fix: 'take it away' }),
  ];
  const text = driftMarkdown(report(stacks, { findings, notes: ['iam:GetRole was not answered'], isOpen: true }));
  equal(
    text.split('\n')[0],
    '**What is deployed differs from the repository** in <code>dev</code>: 1 more access, 1 less access, 1 otherwise in policies, 1 resource, 1 stack not checked.',
  );
  deepEqual(
    [...text.matchAll(/^### (.*)$/gm)].map(([, title]) => title),
    [
      'Access that the repository does not give',
      'Access that is missing',
      'Policies and principals',
      'Resources that are not as their template says',
      'Not checked',
      'Removed, as nobody has executed it in a week',
    ],
  );
  for (const part of [
    '<td><code>s3:PutObject arn:aws:s3:::b/example by arn:aws:iam::${AWS::AccountId}:role/Role</code></td>',
    '<code>/DelaySeconds</code>: <code>0</code> → <code>9</code>',
    '<code>app</code>: of types that CloudFormation cannot check: <code>Other</code>',
    '<li><code>app</code>: change set <code>p-old-1</code></li>\n<li><code>app</code>: the empty stack',
    '<code>app/Role</code> (<code>templates/a.yaml:3</code>): it has by-hand<br>to do: take it away',
  ]) {
    ok(text.includes(part), `${part} in ${text}`);
  }
  equal(driftMarkdown(report(stacks, { findings, notes: ['iam:GetRole was not answered'], isOpen: true })), text);
});

test('a difference weighs more than what is open, and both more than nothing', () => {
  const cause = causeOf('no');
  equal(verdictOf(report()), 'same');
  equal(verdictOf(report([{ cause }])), 'open');
  equal(verdictOf(report([{}], { isOpen: true })), 'open');
  equal(verdictOf(report([{ cause }, { drifted: [{ ...QUEUE, differences: [] }] }])), 'differs');
  equal(verdictOf(report([{}], { findings: [deployed()], isOpen: true })), 'differs');
  doesNotMatch(driftMarkdown(report([{ status: null }])), /###|revert-drift/);
});

test('as text the policies are told with what to do, and what is open is no agreement', () => {
  deepEqual(policyLines({ findings: [], notes: [], isOpen: false }), ['policies: as the repository says']);
  deepEqual(policyLines({ findings: [], notes: ['a'], isOpen: true }), [
    'policies: nothing was found to differ, and not everything could be compared',
    'policies:   note: a',
  ]);
  const [message, fix] = policyLines({ findings: [deployed({ message: 'a', fix: 'b' })], notes: [], isOpen: false });
  deepEqual([message, fix], ['policies: a', 'policies:   fix: b']);
});

test('secrets of what was changed by hand are not shown, in a property or in a part of a resource', () => {
  equal(shownValue('/Environment/Variables/DB_PASSWORD', 'hunter2-hunter2'), '(not shown)');
  equal(shownValue('/Environment/Variables', '{"A":"b","API_TOKEN":"abcdef0123456789"}'), '(not shown)');
  equal(shownValue('/DelaySeconds', '9'), '9');
  equal(shownValue('/Name', ''), '(nothing)');
  equal(shownValue('/Name', 'x'.repeat(300)), `${'x'.repeat(200)}…`);
});

test('a document is never longer than an issue takes', () => {
  const findings = Array.from({ length: 900 }, () => deployed());
  const text = driftMarkdown(report([{}], { findings }));
  ok(text.length <= 60_001, String(text.length));
  match(text, /\d+ more are left out\./);
});

/** A report in which everything is this text that somebody with the account at hand can choose. */
function reportOf(text: string): DriftReport {
  const witness = { ...change().witness, action: text, resource: text, principal: text, context: { [text]: text } };
  const access = change({ principal: text, actions: [text], resources: [text], principals: [text], witness });
  const differences = [{ path: text, expected: text, actual: text, kind: text }];
  const drifted = [{ logicalId: text, physicalId: text, type: text, status: 'MODIFIED' as const, differences }];
  const stacks = [
    { drifted, unchecked: [text], removed: { changeSets: [text], stack: true } },
    { cause: causeOf(text) },
  ];
  const findings = [
    deployed({ access }),
    deployed({ access: null, message: text, fix: text, subject: text, file: text }),
  ];
  return report(stacks, { findings, notes: [text], isOpen: true });
}

const OWN = /^(?:\*\*[\w ,]+\*\* in <code>[a-z]+<\/code>: [\w ,]+\.|### [A-Z][\w ,]+)$/;

test('whatever things are called in the account, the document has nothing active and a log no command', () => {
  const property = fc.property(hostileText, (text) => {
    const all = reportOf(text);
    assertHarmless(driftMarkdown(all).trimEnd(), OWN);
    assertPlainLines([...all.stacks.flatMap(driftLines), ...policyLines(all.policies)].join('\n'));
  });
  fc.assert(property, { numRuns: 400, includeErrorInReport: true });
});
