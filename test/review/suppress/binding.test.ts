import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { applySuppressions } from '../../../scripts/review/suppress/apply.ts';
import { placesOf } from '../../../scripts/review/suppress/places.ts';
import type { Suppression } from '../../../scripts/review/suppress/suppression.ts';
import { check, goldenCases } from '../rules/cases.ts';
import { allow, policy, problems, suppression, TODAY, told } from './fixture.ts';

const STAR = 's3:* allows every action of the service';

test('every finding of every rule has one place, and a suppression that says its value covers it', async () => {
  for (const { rule, reviewed } of await goldenCases()) {
    const findings = check(
      reviewed,
      RULES.filter(({ id }) => id === rule),
    );
    const places = placesOf(findings, reviewed);
    for (const finding of findings) {
      const [place, ...more] = places.get(finding) ?? [];
      assert.ok(place, rule);
      assert.deepEqual(more, [], rule);
      const { file, logicalId, line, column, statement } = finding;
      const said = { file, logicalId, rule, statement, value: place.value, reason: 'accepted', expires: TODAY };
      const right: Suppression = { writtenIn: 'file', ...said, at: { file, line, column } };
      const covers = (one: Suppression) =>
        applySuppressions([finding], { suppressions: [one], malformed: [] }, reviewed, TODAY).map((told) => [
          told.rule,
          told.suppressed,
        ]);
      assert.deepEqual(covers(right), [[rule, true]], rule);
      const other = covers({ ...right, value: 'another' });
      assert.deepEqual(
        other.sort(),
        [
          [rule, false],
          ['suppression-unused', false],
        ].sort(),
        rule,
      );
      const elsewhere = covers({ ...right, statement: statement === null ? 0 : statement + 1 });
      assert.ok(!elsewhere.some(([, suppressed]) => suppressed), rule);
    }
  }
});

for (const statement of ['Read', 0]) {
  test(`a suppression names its statement: ${statement}`, async (t) => {
    const files = { 'template.yaml': policy([allow("'s3:*'")], [suppression({ statement, value: 's3:*' })]) };
    assert.deepEqual(await told(t, files, 'wildcard-action'), [[STAR, true]]);
    assert.deepEqual(await problems(t, files), []);
  });
}

test('a value that is added to the statement is told', async (t) => {
  const text = policy([allow("['sqs:*', 's3:*']")], [suppression({ statement: 'Read', value: 'sqs:*' })]);
  const found = await told(t, { 'template.yaml': text }, 'wildcard-action');
  assert.deepEqual(new Map(found as [string, boolean][]).get(STAR), false);
  assert.equal(found.filter(([, suppressed]) => suppressed).length, 1);
});

test('a suppression without the statement or the value covers nothing, and says what to write', async (t) => {
  for (const said of [{ value: 's3:*' }, { statement: 'Read' }, { statement: 1, value: 's3:*' }]) {
    const files = { 'template.yaml': policy([allow("'s3:*'")], [suppression(said)]) };
    assert.deepEqual(await told(t, files, 'wildcard-action'), [[STAR, false]]);
    const [problem] = await problems(t, files);
    assert.equal(problem?.rule, 'suppression-unused');
    assert.match(problem?.fix ?? '', /line 11 of template\.yaml has statement: "Read" and value: "s3:\*"/);
  }
});

test('a suppression covers its own resource only', async (t) => {
  const other = policy([allow("'s3:*'")], [])
    .replace('Resources:\n', '')
    .replace('  Policy:', '  Other:');
  const text = policy([allow("'s3:*'")], [suppression({ statement: 0, value: 's3:*' })], other);
  assert.deepEqual(await told(t, { 'template.yaml': text }, 'wildcard-action'), [
    [STAR, true],
    [STAR, false],
  ]);
});

test('a statement that shares an anchored part is told although it stands in the same place', async (t) => {
  const shared = (sid: string, action: string) =>
    `{Sid: ${sid}, Effect: Allow, Action: ${action}, Resource: 'arn:aws:s3:::a'}`;
  const statements = [shared('Read', "&all 's3:*'"), shared('Added', '*all')];
  const read = suppression({ statement: 'Read', value: 's3:*' });
  const added = suppression({ statement: 'Added', value: 's3:*' });
  assert.deepEqual(await told(t, { 'template.yaml': policy(statements, [read]) }, 'wildcard-action'), [[STAR, false]]);
  const both = { 'template.yaml': policy(statements, [read, added]) };
  assert.deepEqual(await told(t, both, 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(await problems(t, both), []);
});

test('parts that one function makes are told apart by the message', async (t) => {
  const list = "Parameters:\n  Actions: {Type: CommaDelimitedList, Default: 'sqs:*,s3:*'}\n";
  const text = list + policy([allow('!Ref Actions')], [suppression({ statement: 'Read', value: 'sqs:*' })]);
  assert.deepEqual((await told(t, { 'template.yaml': text }, 'wildcard-action')).sort(), [
    [STAR, false],
    ['sqs:* allows every action of the service', true],
  ]);
});

test('a statement that conditions split is one statement', async (t) => {
  const split = allow("'s3:*'", ", Condition: !If [Wide, {Bool: {'aws:SecureTransport': 'true'}}, !Ref AWS::NoValue]");
  const text = `Conditions: {Wide: !Equals [!Ref AWS::Region, us-east-1]}\n${policy([split], [suppression({ statement: 'Read', value: 's3:*' })])}`;
  assert.deepEqual(await told(t, { 'template.yaml': text }, 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(await problems(t, { 'template.yaml': text }), []);
});

test('a statement of the same index in another policy of the role makes the suppression ambiguous', async (t) => {
  const inline = (name: string) => `
        - PolicyName: ${name}
          PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::a'}]}`;
  const role = (names: string[]) => `Resources:
  Role:
    Type: AWS::IAM::Role
    Metadata: {Stackwarden: {Suppress: [${suppression({ statement: 0, value: 's3:*' })}]}}
    Properties:
      Policies:${names.map(inline).join('')}
`;
  const one = { 'template.yaml': role(['a']) };
  assert.deepEqual(await told(t, one, 'wildcard-action'), [[STAR, true]]);
  const two = { 'template.yaml': role(['a', 'b']) };
  assert.deepEqual(await told(t, two, 'wildcard-action'), [
    [STAR, false],
    [STAR, false],
  ]);
  const [problem, ...more] = await problems(t, two);
  assert.deepEqual(more, []);
  assert.equal(problem?.rule, 'suppression-malformed');
  assert.match(problem?.message ?? '', /fits several statements: template\.yaml:8, template\.yaml:10/);
});

test('a rule about a whole resource is suppressed without statement and value', async (t) => {
  const logs = (said: Record<string, unknown>) => `Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Metadata: {Stackwarden: {Suppress: [${suppression({ rule: 'log-group-without-retention', ...said })}]}}
`;
  assert.deepEqual(await told(t, { 'a.yaml': logs({}) }, 'log-group-without-retention'), [
    ['the log group keeps everything for ever', true],
  ]);
  assert.deepEqual(await told(t, { 'a.yaml': logs({ value: '/lab' }) }, 'log-group-without-retention'), [
    ['the log group keeps everything for ever', false],
  ]);
});

test('a map is the value of a finding that points at one', async (t) => {
  const statement = (names: string) =>
    `{Sid: Read, Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*', NotPrincipal: {AWS: ${names}}}`;
  const value = { AWS: ['arn:aws:iam::111122223333:role/b', 'arn:aws:iam::111122223333:role/a'] };
  const said = suppression({ rule: 'allow-with-not-principal', statement: 'Read', value });
  const bucket = (names: string) =>
    policy([statement(names)], [said]).replace('AWS::IAM::ManagedPolicy', 'AWS::S3::BucketPolicy');
  const [a, b] = ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/b'];
  const message = 'the Allow is for everyone but those named, anonymous callers included';
  const rule = 'allow-with-not-principal';
  assert.deepEqual(await told(t, { 't.yaml': bucket(`['${a}', '${b}']`) }, rule), [[message, true]]);
  assert.deepEqual(await told(t, { 't.yaml': bucket(`['${a}']`) }, rule), [[message, false]]);
});

test('a secret is not repeated in what is told of its suppression', async (t) => {
  const text = `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Metadata: {Stackwarden: {Suppress: [${suppression({ rule: 'secret-in-property', value: 'other' })}]}}
    Properties: {MasterUserPassword: hunter22, StorageEncrypted: true}
`;
  const [problem] = await problems(t, { 'a.yaml': text });
  assert.equal(problem?.rule, 'suppression-unused');
  assert.doesNotMatch(JSON.stringify(problem), /hunter22/);
});

test('what a loop writes into several resources is suppressed in each, whatever the value is there', async (t) => {
  const loop = (action: string, value: string) => `Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Policies:
    - Name
    - [sqs, sns]
    - Policy\${Name}:
        Type: AWS::IAM::ManagedPolicy
        Metadata: {Stackwarden: {Suppress: [${suppression({ statement: 'Read', value })}]}}
        Properties:
          PolicyDocument:
            Version: '2012-10-17'
            Statement: {Sid: Read, Effect: Allow, Action: !Sub '${action}', Resource: 'arn:aws:s3:::a'}
`;
  const same = { 't.yaml': loop('s3:*', 's3:*') };
  assert.deepEqual(await told(t, same, 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(await problems(t, same), []);
  const other = { 't.yaml': loop('${Name}:*', '${Name}:*') };
  const suppressed = (await told(t, other, 'wildcard-action')).map(([message, is]) => `${is} ${message}`);
  assert.deepEqual(suppressed.sort(), [
    'true sns:* allows every action of the service',
    'true sqs:* allows every action of the service',
  ]);
});

test('a suppression of one of several places is unused, and says where else the finding stands', async (t) => {
  const shared = (sid: string, action: string) =>
    `{Sid: ${sid}, Effect: Allow, Action: ${action}, Resource: 'arn:aws:s3:::a'}`;
  const read = suppression({ statement: 'Read', value: 's3:*' });
  const files = { 'template.yaml': policy([shared('Read', "&all 's3:*'"), shared('Added', '*all')], [read]) };
  const [problem, ...more] = await problems(t, files);
  assert.deepEqual(more, []);
  assert.equal(problem?.rule, 'suppression-unused');
  assert.match(problem?.message ?? '', /stands elsewhere as well/);
  assert.match(problem?.fix ?? '', /at Policy in template\.yaml too: statement: "Added" and value: "s3:\*"/);
});
