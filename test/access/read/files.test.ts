import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesBelow } from '../../../scripts/access/read/files-below.ts';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { documentsOf, folder, reviewed } from './fixture.ts';

const TEMPLATE = 'Resources:\n  A: {Type: AWS::SNS::Topic}\n';
const POLICY = '{"Statement": []}';

test('templates and policies anywhere below the root; dot folders and packages are left out, links are told', async (t) => {
  const root = await folder(t, {
    'a.template': '{"AWSTemplateFormatVersion": "2010-09-09"}',
    'deep/er/b.yml': TEMPLATE,
    'c.json': POLICY,
    'd.txt': TEMPLATE,
    'node_modules/e.yaml': TEMPLATE,
    '.git/f.yaml': TEMPLATE,
    '.hidden/g.yaml': TEMPLATE,
    'settings.yaml': 'a: 1\n',
    'list.json': '[]',
  });
  await symlink(join(root, 'deep'), join(root, 'linked'));
  await symlink(join(root, 'c.json'), join(root, 'linked.json'));
  const all = await readForReview(root);
  deepEqual(
    all.templates.map(({ file }) => file),
    ['a.template', 'deep/er/b.yml'],
  );
  equal(all.documents.length, 1);
  deepEqual(
    all.ignored.map(({ file }) => file),
    ['linked', 'linked.json', 'list.json', 'settings.yaml'],
  );
  equal(all.files, 7);
  deepEqual(all.unreadable, []);
});

test('a file that cannot be parsed is a finding with line and column; the others are read', async (t) => {
  const all = await reviewed(t, {
    'bad.json': '{\n  "Statement": [,]\n}',
    'bad.yaml': 'a: [1\nb: 2\n',
    'c.yaml': TEMPLATE,
  });
  deepEqual(
    all.unreadable.map(({ file, rule, severity }) => [file, rule, severity]),
    [
      ['bad.json', 'unreadable-file', 'error'],
      ['bad.yaml', 'unreadable-file', 'error'],
    ],
  );
  deepEqual([all.unreadable[0]?.line, all.unreadable[0]?.column], [2, 17]);
  equal(all.templates.length, 1);
});

const ODD: Record<string, [text: string, message: RegExp, line: number]> = {
  'a repeated key': [
    `Resources:\n  A: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SQS::Queue}\n`,
    /'A' stands here twice/,
    3,
  ],
  'a merge key': [`X: &x {Type: AWS::SNS::Topic}\nResources:\n  A: {<<: *x}\n`, /merge keys/, 3],
  'a second document': [`${TEMPLATE}---\n${TEMPLATE}`, /second document/, 4],
  'an unknown tag': [`Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {B: !Other x}}\n`, /unknown tag !Other/, 2],
};

for (const [what, [text, message, line]] of Object.entries(ODD)) {
  test(`${what} is a finding, and the template is reviewed`, async (t) => {
    const all = await reviewed(t, { 'a.yaml': text });
    equal(all.templates[0]?.resources.length, 1);
    equal(all.unreadable.length, 1);
    match(all.unreadable[0]?.message ?? '', message);
    equal(all.unreadable[0]?.line, line);
  });
}

test('a policy that repeats a key is a finding, and reviewed', async (t) => {
  const all = await reviewed(t, { 'a.json': '{"Statement": [],\n "Statement": [{"Effect": "Allow"}]}' });
  equal(all.documents.length, 1);
  equal(all.unreadable[0]?.line, 2);
});

test('bytes that are no UTF-8 are a finding, and the rest is reviewed', async (t) => {
  const bytes = Buffer.concat([Buffer.from(`${TEMPLATE}# `), Buffer.from([0xff, 0x0a])]);
  const all = await reviewed(t, { 'a.yaml': bytes });
  equal(all.templates.length, 1);
  deepEqual([all.unreadable[0]?.line, all.unreadable[0]?.column], [3, 3]);
});

test('odd syntax of files that are neither template nor policy is nobody’s business', async (t) => {
  const all = await reviewed(t, { 'k8s.yaml': 'kind: A\n---\nkind: B\n', 'tsconfig.json': '{ // no\n}' });
  deepEqual(all.unreadable, []);
  equal(all.ignored.length, 2);
});

test('JSON that is none is a finding, whatever it was', async (t) => {
  const all = await reviewed(t, { 'a.json': '{"Resour": {},}', 'package.json': '{"a": 1,}' });
  deepEqual(
    all.unreadable.map(({ file, severity, column }) => [file, severity, column]),
    [['a.json', 'error', 14]],
  );
  deepEqual(
    all.ignored.map(({ file }) => file),
    ['package.json'],
  );
});

test('an environment’s file with a mistake is a finding', async (t) => {
  const all = await reviewed(t, { 'templates/environments/dev.yaml': 'region: nowhere\nprefix: a\nstacks: {}\n' });
  deepEqual(
    all.unreadable.map(({ file, line, column }) => [file, line, column]),
    [['templates/environments/dev.yaml', 1, 9]],
  );
});

test('a root that is no folder is a mistake', async (t) => {
  const root = await folder(t, { 'a.yaml': TEMPLATE });
  await rejects(readForReview(join(root, 'missing')), /not a folder that can be read \(ENOENT\)/);
  await rejects(readForReview(join(root, 'a.yaml')), /ENOTDIR/);
});

test('the repository’s own templates and policies are all read', async () => {
  const all = await readForReview(projectFolder);
  deepEqual(all.unreadable, []);
  ok(all.templates.length >= 5);
  const files = new Set(documentsOf(all).map((document) => document.at([]).file));
  const { files: below } = await filesBelow(projectFolder);
  for (const file of below.filter((name) => name.startsWith('policies/')))
    ok(files.has(file), `${file} is not reviewed`);
});

test('no damage to files stops a review', async (t) => {
  const { files } = await filesBelow(projectFolder);
  const own = files.filter((file) => /^(?:templates|policies)\//.test(file));
  const random = randomNumbers(20260917);
  for (let round = 0; round < 8; round++) {
    const damaged: Record<string, Uint8Array> = {};
    for (const file of own) damaged[file] = damage(await readFile(join(projectFolder, file)), random);
    const all = await reviewed(t, damaged);
    equal(all.files, own.length);
    const known = new Set([
      ...all.templates.map(({ file }) => file),
      ...all.ignored.map(({ file }) => file),
      ...all.unreadable.map(({ file }) => file),
      ...documentsOf(all).map((document) => document.at([]).file),
    ]);
    for (const { line, column } of all.unreadable) ok(line >= 1 && column >= 1);
    for (const file of own.filter((name) => name.startsWith('templates/'))) ok(known.has(file), file);
  }
});

/** One to six bytes replaced, left out or doubled. */
function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  let text = Buffer.from(bytes);
  for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
    const at = Math.floor(random() * text.length);
    const kind = Math.floor(random() * 3);
    const middle = kind === 0 ? [Math.floor(random() * 256)] : kind === 1 ? [] : [...text.subarray(at, at + 20), 10];
    text = Buffer.concat([text.subarray(0, at), Buffer.from(middle), text.subarray(at + 1)]);
  }
  return text;
}

/** Mulberry32: the same numbers for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
