import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUPPRESSION_RULES } from '../../../scripts/review/suppress/rules.ts';
import { allow, policy, problems, reviewedOn, suppression, told } from './fixture.ts';

const STAR = 's3:* allows every action of the service';
const RIGHT = { statement: 'Read', value: 's3:*' };
const template = (...suppressions: string[]) => ({ 't.yaml': policy([allow("'s3:*'")], suppressions) });

const MALFORMED: [string, Record<string, unknown>, RegExp][] = [
  ['no rule', { rule: undefined }, /names one rule/],
  ['a list of rules', { rule: ['wildcard-action'] }, /names one rule/],
  ['an unknown rule', { rule: 'wildcard-actoin' }, /no rule is called "wildcard-actoin"; did you mean wildcard-action/],
  ['a rule named like a property', { rule: 'constructor' }, /no rule is called/],
  ['a rule about suppressions', { rule: 'suppression-unused' }, /cannot be suppressed/],
  ['files that cannot be read', { rule: 'unreadable-file' }, /cannot be suppressed/],
  ['no reason', { reason: undefined }, /needs a reason/],
  ['an empty reason', { reason: '   \t        ' }, /needs a reason/],
  ['a short reason', { reason: 'accepted.' }, /needs a reason/],
  ['a number as reason', { reason: 12345678901 }, /needs a reason/],
  ['no last day', { expires: undefined }, /needs the last day/],
  ['an empty last day', { expires: null }, /needs the last day/],
  ['never', { expires: 'never' }, /needs the last day/],
  ['a day that does not exist', { expires: '2027-02-29' }, /needs the last day/],
  ['a month that does not exist', { expires: '2027-13-01' }, /needs the last day/],
  ['a time of day', { expires: '2027-06-30T00:00:00Z' }, /needs the last day/],
  ['a negative index', { statement: -1 }, /neither a Sid nor an index/],
  ['half an index', { statement: 0.5 }, /neither a Sid nor an index/],
  ['an empty Sid', { statement: '' }, /neither a Sid nor an index/],
  ['a list of statements', { statement: ['Read'] }, /neither a Sid nor an index/],
  ['an empty value', { value: null }, /value is empty/],
  ['an unknown key', { values: 's3:*' }, /no key "values"; did you mean value/],
  ['a logical id in the resource', { logicalId: 'Policy' }, /no key "logicalId"/],
  ['a day too far away', { expires: '2028-01-17' }, /lasts longer than 366 days/],
];

for (const [what, said, message] of MALFORMED) {
  test(`a suppression with ${what} is malformed and covers nothing`, async (t) => {
    const files = template(suppression({ ...RIGHT, ...said }));
    assert.deepEqual(await told(t, files, 'wildcard-action'), [[STAR, false]]);
    const [problem, ...more] = await problems(t, files);
    assert.deepEqual(more, []);
    assert.equal(problem?.rule, 'suppression-malformed');
    assert.match(problem?.message ?? '', message);
    assert.match(problem?.at ?? '', /^t\.yaml:6:(?:[2-9]\d|1[89]|\d{3})$/);
  });
}

const MISPLACED: [string, string, RegExp, string][] = [
  ['text', 'off', /'Suppress:' and its list/, '4:33'],
  ['a list', '[]', /'Suppress:' and its list/, '4:33'],
  ['another key', '{Supress: []}', /no key "Supress" here; did you mean Suppress/, '4:34'],
  ['a misspelt setting', '{Fils: site}', /no key "Fils" here; did you mean Files/, '4:34'],
  ['a map of suppressions', '{Suppress: {rule: a}}', /suppressions are a list/, '4:44'],
];

for (const [what, written, message, at] of MISPLACED) {
  test(`the metadata of a resource may hold ${what}: a finding with its place`, async (t) => {
    const text = `Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Metadata:    {Stackwarden:  ${written}}
    Properties: {RetentionInDays: 7}
`;
    const found = await problems(t, { 't.yaml': text });
    assert.deepEqual(
      found.map((one) => [one.rule, one.at]),
      [['suppression-malformed', `t.yaml:${at}`]],
    );
    assert.match(found[0]?.message ?? '', message);
  });
}

test('other metadata is left alone', async (t) => {
  const ours = '{Stackwarden: {Files: site, Config: {File: c, Outputs: []}, Distribution: D, VersionParameter: V}}';
  for (const metadata of ['{cfn-lint: {config: {}}}', 'text', '[]', '{Stackwarden: {}}', ours]) {
    const text = `Resources: {Logs: {Type: 'AWS::Logs::LogGroup', Metadata: ${metadata}}}\n`;
    assert.deepEqual(await problems(t, { 't.yaml': text }), []);
  }
});

test('a suppression counts through its last day, and never longer than a year ahead', async (t) => {
  const files = template(suppression({ ...RIGHT, expires: '2027-06-30' }));
  assert.deepEqual(await told(t, files, 'wildcard-action', '2027-06-30'), [[STAR, true]]);
  assert.deepEqual(await told(t, files, 'wildcard-action', '2027-07-01'), [[STAR, false]]);
  const [problem, ...more] = await problems(t, files, '2027-07-01');
  assert.deepEqual(more, []);
  assert.equal(problem?.rule, 'suppression-expired');
  assert.match(problem?.message ?? '', /wildcard-action expired on 2027-06-30/);
  assert.deepEqual(await told(t, files, 'wildcard-action', '2026-06-29'), [[STAR, true]]);
  assert.deepEqual(await told(t, files, 'wildcard-action', '2026-06-28'), [[STAR, false]]);
});

test('of two suppressions of the same finding the second is unused, whether by Sid or by index', async (t) => {
  for (const statement of ['Read', 0]) {
    const files = template(suppression(RIGHT), suppression({ ...RIGHT, statement }));
    assert.deepEqual(await told(t, files, 'wildcard-action'), [[STAR, true]]);
    const [problem, ...more] = await problems(t, files);
    assert.deepEqual(more, []);
    assert.equal(problem?.rule, 'suppression-unused');
    assert.match(problem?.message ?? '', /another suppression covers/);
    assert.ok(Number(problem?.at.split(':')[2]) > 100, problem?.at);
  }
});

test('an expired suppression leaves the finding to a valid one', async (t) => {
  const files = template(suppression({ ...RIGHT, expires: '2027-01-14' }), suppression(RIGHT));
  assert.deepEqual(await told(t, files, 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(
    (await problems(t, files)).map(({ rule }) => rule),
    ['suppression-expired'],
  );
});

test('one malformed suppression does not stop the others, and each mistake in it is told', async (t) => {
  const files = template(suppression({ ...RIGHT, reason: '', expires: '' }), suppression(RIGHT));
  assert.deepEqual(await told(t, files, 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(
    (await problems(t, files)).map(({ rule }) => rule),
    ['suppression-malformed', 'suppression-malformed'],
  );
});

test('problems stand in the order of the findings, keep their fingerprint when they move, and are never suppressed', async (t) => {
  const files = template(suppression({ ...RIGHT, value: 'sqs:*' }));
  const found = await reviewedOn(t, files);
  const lines = found.map(({ line }) => line);
  assert.deepEqual(
    lines,
    lines.toSorted((one, other) => one - other),
  );
  const unused = found.find(({ rule }) => rule === 'suppression-unused');
  assert.ok(unused);
  const { code, statement, severity, suppressed, logicalId } = unused;
  assert.deepEqual(
    { code, statement, severity, suppressed, logicalId },
    { code: null, statement: null, severity: 'warning', suppressed: false, logicalId: 'Policy' },
  );
  const moved = await reviewedOn(t, { 't.yaml': `# moved\n${files['t.yaml']}` });
  const again = moved.find(({ rule }) => rule === 'suppression-unused');
  assert.equal(again?.fingerprint, unused.fingerprint);
  assert.equal(again?.line, unused.line + 1);
});

test('the rules about suppressions can be explained', () => {
  assert.deepEqual(
    SUPPRESSION_RULES.map(({ id, severity }) => [id, severity]),
    [
      ['suppression-expired', 'error'],
      ['suppression-malformed', 'error'],
      ['suppression-unused', 'warning'],
    ],
  );
  for (const { summary, why } of SUPPRESSION_RULES) assert.ok(summary !== '' && why !== '');
});
