import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSuppressions, SUPPRESSIONS_FILE } from '../../../scripts/review/suppress/read.ts';
import { folder } from '../../access/read/fixture.ts';
import { allow, policy, problems, REASON, suppression, told } from './fixture.ts';

const STAR = 's3:* allows every action of the service';
const EMPTY = { templates: [], documents: [], ignored: [], unreadable: [], files: 0 };
const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Read', Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::reports' }],
});
const files = (suppressions: string) => ({ 'policies/read.json': document, [SUPPRESSIONS_FILE]: suppressions });
const inFile = (said: Record<string, unknown>) =>
  `suppressions:\n  - ${suppression({ file: 'policies/read.json', statement: 'Read', value: 's3:*', ...said })}\n`;

test('a document is suppressed by its file', async (t) => {
  const written = `suppressions:
  - file: policies/read.json
    rule: wildcard-action
    statement: Read
    value: s3:*
    reason: ${REASON}
    expires: 2027-06-30
`;
  assert.deepEqual(await told(t, files(written), 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(await problems(t, files(written)), []);
});

for (const said of [{ file: 'policies/other.json' }, { logicalId: 'Role' }, { rule: 'wildcard-resource' }]) {
  test(`a suppression of something else is unused: ${JSON.stringify(said)}`, async (t) => {
    assert.deepEqual(await told(t, files(inFile(said)), 'wildcard-action'), [[STAR, false]]);
    const [problem, ...more] = await problems(t, files(inFile(said)));
    assert.deepEqual(more, []);
    assert.equal(problem?.rule, 'suppression-unused');
    assert.equal(problem?.at, `${SUPPRESSIONS_FILE}:2:5`);
    assert.match(problem?.message ?? '', /no finding of wildcard-\w+ here to suppress/);
  });
}

test('in a template the file of suppressions must name the resource', async (t) => {
  const template = policy([allow("'s3:*'")], []);
  const with_ = (said: Record<string, unknown>) => ({
    't.yaml': template,
    [SUPPRESSIONS_FILE]: inFile({ file: 't.yaml', ...said }),
  });
  assert.deepEqual(await told(t, with_({ logicalId: 'Policy' }), 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(await told(t, with_({}), 'wildcard-action'), [[STAR, false]]);
});

test('a document that two templates include is told until both resources, or its file, are suppressed', async (t) => {
  const including = (id: string, suppressions: string[]) => `Resources:
  ${id}:
    Type: AWS::IAM::ManagedPolicy
    Metadata: {Stackwarden: {Suppress: [${suppressions.join(', ')}]}}
    Properties:
      PolicyDocument:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../policies/read.json}}
`;
  const read = suppression({ statement: 'Read', value: 's3:*' });
  const both = (one: string[], other: string[], more = {}) => ({
    'policies/read.json': document,
    'templates/one.yaml': including('One', one),
    'templates/two.yaml': including('Two', other),
    ...more,
  });
  assert.deepEqual(await told(t, both([], []), 'wildcard-action'), [[STAR, false]]);
  assert.deepEqual(await told(t, both([read], []), 'wildcard-action'), [[STAR, false]]);
  assert.deepEqual(await told(t, both([], [read]), 'wildcard-action'), [[STAR, false]]);
  assert.deepEqual(await told(t, both([read], [read]), 'wildcard-action'), [[STAR, true]]);
  assert.deepEqual(await problems(t, both([read], [read])), []);
  const byFile = both([], [], { [SUPPRESSIONS_FILE]: inFile({}) });
  assert.deepEqual(await told(t, byFile, 'wildcard-action'), [[STAR, true]]);
});

const HOSTILE: [string, string | Uint8Array, string, RegExp][] = [
  ['broken YAML', 'suppressions:\n  - {rule: [\n', '3:1', /not valid YAML/],
  ['repeated keys', 'suppressions: []\nsuppressions: []\n', '2:1', /stands here twice/],
  ['merge keys', 'suppressions:\n  - <<: {}\n', '2:5', /merge keys/],
  ['an alias without an anchor', 'suppressions: *none\n', '1:15', /has no anchor/],
  ['two documents', 'suppressions: []\n---\nsuppressions: []\n', '2:1', /second document/],
  ['deep nesting', `suppressions: ${'['.repeat(5000)}`, '', /nested deeper/],
  ['aliases of aliases', bomb(), '', /expands to more than/],
  ['bytes that are no UTF-8', Buffer.from([0x61, 0x0a, 0xff, 0xfe]), '2:1', /no UTF-8/],
  ['a huge file', ' '.repeat(1_048_577), '1:1', /larger than/],
  ['an empty file', '', '1:1', /'suppressions:' and its list/],
  ['a list at its top', '- rule: a\n', '1:1', /'suppressions:' and its list/],
  ['text for the list', 'suppressions: none\n', '1:15', /suppressions are a list/],
  ['nothing for the list', 'suppressions:\n', '1:14', /suppressions are a list/],
  ['another key', 'suppression: []\n', '1:1', /no key "suppression" here; did you mean suppressions/],
  ['text for an entry', 'suppressions:\n  - wildcard-action\n', '2:5', /a suppression is a map/],
];

for (const [what, text, at, message] of HOSTILE) {
  test(`the file of suppressions may hold ${what}: a finding with its place, and nothing is suppressed`, async (t) => {
    const root = await folder(t, { [SUPPRESSIONS_FILE]: text });
    const { suppressions, malformed } = await readSuppressions(root, EMPTY);
    assert.deepEqual(suppressions, []);
    const [problem, ...more] = malformed;
    assert.deepEqual(more, []);
    assert.equal(problem?.rule, 'suppression-malformed');
    assert.equal(problem?.severity, 'error');
    assert.equal(problem?.file, SUPPRESSIONS_FILE);
    assert.match(problem?.message ?? '', message);
    if (at !== '') assert.equal(`${problem?.line}:${problem?.column}`, at);
    assert.ok(problem.line > 0 && problem.column > 0 && problem.message.length < 700);
  });
}

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]`);
  return ['a0: &a0 text', ...levels, 'suppressions: *a9'].join('\n');
}

test('more suppressions than anyone reads are refused from the limit on', async (t) => {
  const many = `suppressions:\n${`  - ${suppression({ file: 'a.json' })}\n`.repeat(502)}`;
  const root = await folder(t, { [SUPPRESSIONS_FILE]: many });
  const { suppressions, malformed } = await readSuppressions(root, EMPTY);
  assert.equal(suppressions.length, 500);
  assert.deepEqual(
    malformed.map(({ rule, line }) => [rule, line]),
    [['suppression-malformed', 502]],
  );
});

test('without the file, or the folder, nothing is wrong', async (t) => {
  for (const present of [{}, { 'policies/a.json': '{}' }, { policies: 'a file' }]) {
    const root = await folder(t, present);
    assert.deepEqual(await readSuppressions(root, EMPTY), { suppressions: [], malformed: [] });
  }
});

test('links are not followed', async (t) => {
  const root = await folder(t, { 'elsewhere/suppressions.yaml': inFile({}) });
  await symlink(join(root, 'elsewhere'), join(root, 'policies'));
  assert.deepEqual(await readSuppressions(root, EMPTY), { suppressions: [], malformed: [] });
  const other = await folder(t, { 'elsewhere.yaml': inFile({}) });
  await mkdir(join(other, 'policies'));
  await symlink(join(other, 'elsewhere.yaml'), join(other, SUPPRESSIONS_FILE));
  const { suppressions, malformed } = await readSuppressions(other, EMPTY);
  assert.deepEqual(suppressions, []);
  assert.match(malformed[0]?.message ?? '', /not a file/);
});

test('a folder in place of the file is a finding', async (t) => {
  const root = await folder(t, {});
  await mkdir(join(root, SUPPRESSIONS_FILE), { recursive: true });
  await writeFile(join(root, SUPPRESSIONS_FILE, 'a'), '');
  const { malformed } = await readSuppressions(root, EMPTY);
  assert.match(malformed[0]?.message ?? '', /not a file/);
});
