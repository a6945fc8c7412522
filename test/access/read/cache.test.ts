import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Reviewed, ReviewedDocument } from '../../../scripts/access/model.ts';
import { bytesOf, entryIn } from '../../../scripts/access/read/cache-bytes.ts';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { cacheKey, reviewCache } from '../../../scripts/access/read/review-cache.ts';
import { folder } from './fixture.ts';

const STATEMENT = `{Effect: Allow, Action: 's3:GetObject', Resource: !Sub '\${Bucket.Arn}/*'}`;

const FILES: Record<string, string | Uint8Array> = {
  'templates/app.yaml': `Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Bucket: {Type: AWS::S3::Bucket, Metadata: {Owner: team}, DependsOn: [Role, Boundary]}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub app-\${Stage}
      PermissionsBoundary: !Ref Boundary
      AssumeRolePolicyDocument: '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}'
      Policies:
        - PolicyName: a
          PolicyDocument:
            Statement: [!If [Live, ${STATEMENT}, !Ref AWS::NoValue], ${STATEMENT}]
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}}
  Call:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunction, FunctionName: f, Principal: s3.amazonaws.com}
Outputs:
  Name: {Value: !GetAtt Bucket.Arn, Export: {Name: bucket}}
`,
  'templates/other.json': `{"Resources": {"Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {
    "Bucket": {"Fn::ImportValue": "bucket"}, "7": "seven", "1": "one",
    "PolicyDocument": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "../policies/a.json"}}}
  }}}}`,
  'templates/odd.yaml': `Resources:
  One: &one {Type: Custom::One, Properties: {A: 1, A: 2}}
  Two: {<<: *one}
`,
  'templates/alias.yaml': 'Resources: {A: {Type: "Custom::A", Properties: {X: &x [1, {b: 2}], Y: *x}}}',
  'templates/numbers.json': '{"Resources": {"A": {"Type": "Custom::A", "Properties": {"Zero": -0, "Huge": 1e999}}}}',
  'templates/environments/dev.yaml': 'region: eu-west-1\nprefix: me\nstacks: {app: {parameters: {Stage: live}}}\n',
  'templates/broken.yaml': 'Resources: {A: [',
  'templates/latin.yaml': Uint8Array.from([...Buffer.from('Resources: {A: {Type: "Custom::'), 0xe9, 0x22, 0x7d, 0x7d]),
  'policies/a.json': '\uFEFF{"Version": "2012-10-17",\n "Statement": [{"Effect": "Allow", "Resource": "${Policy}"}]}',
  'policies/loose.json': '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}',
  'notes.json': '{"a": 1}',
};

/** All of it, with the place of each part, and of some that are not there. */
function whole({ templates, documents, ...rest }: Reviewed): unknown {
  return {
    ...rest,
    documents: documents.map(placed),
    templates: templates.map((template) => ({
      ...template,
      documents: template.documents.map(placed),
      resources: template.resources.map((one) => {
        const { properties: Properties, metadata: Metadata } = one;
        const parts = { Type: 0, Properties, Metadata, DependsOn: [0, 1, 2], Missing: { Deep: 0 } };
        return [{ ...one, at: null, keyAt: null }, places(one, parts)];
      }),
    })),
  };
}

function placed(document: ReviewedDocument): unknown {
  return [{ ...document, at: null, keyAt: null }, places(document, document.value), document.at(['Nothing', 0])];
}

function places(
  one: Pick<ReviewedDocument, 'at' | 'keyAt'>,
  value: unknown,
  path: (string | number)[] = [],
): unknown[] {
  const here = [one.at(path), one.keyAt(path)];
  if (typeof value !== 'object' || value === null) return here;
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [here, ...[...keys].map((key) => places(one, (value as Record<string, unknown>)[key], [...path, key]))];
}

async function setUp(t: TestContext, files = FILES) {
  const root = await folder(t, files);
  const cache = join(await folder(t, {}), 'cache');
  const read = async (from: string | null = cache) => whole(await readForReview(root, { cache: from }));
  return { root, cache, read };
}

test('with a cache, empty or full, the same is read as without one', async (t) => {
  const { cache, read } = await setUp(t);
  const expected = await read(null);
  deepEqual(await read(), expected);
  const names = await readdir(cache);
  ok(names.length >= 6, `${names.length} entries`);
  deepEqual(await read(), expected);
  deepEqual(await readdir(cache), names);
});

test('what is kept is what is read', async (t) => {
  const { cache, read } = await setUp(t);
  const expected = await read();
  for (const name of await readdir(cache)) {
    const entry = entryIn(await readFile(join(cache, name)));
    const text = JSON.stringify(entry?.json).replaceAll('s3:GetObject', 's3:PutObject');
    await writeFile(
      join(cache, name),
      bytesOf({ json: JSON.parse(text), numbers: entry?.numbers ?? new Uint32Array() }),
    );
  }
  const changed = await read();
  notDeepEqual(changed, expected);
  deepEqual(
    JSON.parse(JSON.stringify(changed).replaceAll('s3:PutObject', 's3:GetObject')),
    JSON.parse(JSON.stringify(expected)),
  );
});

const DAMAGES: [title: string, damage: (bytes: Buffer) => Buffer][] = [
  ['nothing', () => Buffer.alloc(0)],
  ['half of it', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['a byte less', (bytes) => bytes.subarray(0, -1)],
  ['another byte', (bytes) => Buffer.from(bytes.map((byte, place) => (place === 50 ? byte ^ 1 : byte)))],
  ['null with a checksum that fits', () => bytesOf({ json: null, numbers: new Uint32Array() })],
  ['no numbers', (bytes) => bytesOf({ json: entryIn(bytes)?.json, numbers: new Uint32Array() })],
  [
    'another shape',
    () => bytesOf({ json: { odd: 1, resources: [{}], documents: 3, value: {} }, numbers: new Uint32Array(9) }),
  ],
];

for (const [title, damage] of DAMAGES) {
  test(`a damaged entry is a miss: ${title}`, async (t) => {
    const { cache, read } = await setUp(t);
    const expected = await read();
    for (const name of await readdir(cache)) {
      await writeFile(join(cache, name), damage(await readFile(join(cache, name))));
    }
    deepEqual(await read(), expected);
  });
}

const CHANGES: [title: string, file: string, from: string, to: string][] = [
  ['a template', 'templates/app.yaml', 's3:GetObject', 's3:PutObject'],
  ['a place in it', 'templates/app.yaml', 'Resources:', '\nResources:'],
  ['a parameter that an environment gives', 'templates/environments/dev.yaml', 'Stage: live', 'Stage: trial'],
  ['the document that a template includes', 'policies/a.json', 'Allow', 'Deny'],
  ['the template that another imports from', 'templates/app.yaml', 'Bucket.Arn, Export', 'Bucket.DomainName, Export'],
];

for (const [title, file, from, to] of CHANGES) {
  test(`a change is seen: ${title}`, async (t) => {
    const { root, read } = await setUp(t);
    const before = await read();
    const text = await readFile(join(root, file), 'utf8');
    ok(text.includes(from));
    await writeFile(join(root, file), text.replaceAll(from, to));
    const after = await read();
    notDeepEqual(after, before);
    deepEqual(after, await read(null));
  });
}

test('where nothing can be written, everything is read all the same', async (t) => {
  const { root, read } = await setUp(t);
  deepEqual(await read(join(root, 'notes.json')), await read(null));
});

test('a value with too many parts for a table knows its places', async (t) => {
  const rows = Array.from(
    { length: 5 },
    (_, level) => `  a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(10)}]`,
  );
  const text = `x:\n  a0: &a0 [1, 2]\n${rows.join('\n')}\nResources:\n  A:\n    Type: Custom::A\n    Metadata: *a5\n`;
  const { root, cache } = await setUp(t, { 'a.yaml': text });
  for (const from of [null, cache, cache]) {
    const [template] = (await readForReview(root, { cache: from })).templates;
    deepEqual(template?.resources[0]?.at(['Metadata', 9, 9, 9, 9, 9, 1]), { file: 'a.yaml', line: 2, column: 15 });
    deepEqual(template?.resources[0]?.keyAt(['Metadata']), { file: 'a.yaml', line: 11, column: 5 });
  }
});

test('entries that were used longest ago are removed once there are too many', async (t) => {
  const cache = await folder(t, {});
  const keys = ['a', 'b', 'c', 'd'].map((part) => cacheKey([part]));
  const entry = { json: 'x'.repeat(1000), numbers: new Uint32Array(5) };
  const store = reviewCache(cache, 3 * 1100);
  for (const key of keys.slice(0, 3)) store.set(key, entry);
  for (const [days, key] of keys.slice(0, 3).entries()) {
    const time = new Date(Date.now() - (3 - days) * 7 * 24 * 60 * 60 * 1000);
    await utimes(join(cache, key), time, time);
  }
  deepEqual(reviewCache(cache).get(keys[0] as string), entry);
  store.set(keys[3] as string, entry);
  store.tidy();
  deepEqual((await readdir(cache)).sort(), [keys[0], keys[2], keys[3]].sort());
});

test('nothing is removed by a run that adds nothing, and nothing unfinished is left', async (t) => {
  const cache = await folder(t, {});
  const key = cacheKey(['a']);
  reviewCache(cache).set(key, { json: 1, numbers: new Uint32Array() });
  deepEqual(await readdir(cache), [key]);
  reviewCache(cache, 0).tidy();
  equal((await stat(join(cache, key))).isFile(), true);
  await rm(join(cache, key));
  equal(reviewCache(cache).get(key), null);
});
