import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Bundles, packageStack } from '../../scripts/template/package.ts';
import { sha256 } from '../../scripts/template/zip.ts';
import { environment, FUNCTION_TEMPLATE, GREETER, mistakeOf, repository } from './fixture.ts';

const identity = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws' };

const pack = (root: string, options: Partial<Parameters<typeof packageStack>[0]> = {}) =>
  packageStack({ root, stack: 'greeter', environment: environment(), identity, ...options });

function codeOf({ template }: { template: Record<string, unknown> }, logicalId = 'Greeter'): unknown {
  const resources = template.Resources as Record<string, { Properties: { Code: unknown } }>;
  return resources[logicalId]?.Properties.Code;
}

const withCode = (code: string) => FUNCTION_TEMPLATE.replace('../functions/greeter', code);

test('code becomes the place of its zip', async (t) => {
  const result = await pack(await repository(t, GREETER));
  const [artifact] = result.artifacts;
  assert.ok(artifact && result.artifacts.length === 1);
  assert.equal(artifact.sha256, sha256(artifact.body));
  assert.equal(artifact.key, `main/functions/greeter/${artifact.sha256}.zip`);
  assert.deepEqual([artifact.functionName, artifact.logicalIds], ['greeter', ['Greeter']]);
  assert.deepEqual(artifact.sources, ['functions/greeter/handler.ts', 'functions/shared/greeting.ts']);
  const bucket = 'sw-test-artifacts-111122223333-eu-west-1';
  assert.deepEqual(codeOf(result), { S3Bucket: bucket, S3Key: artifact.key });
});

test('offline, the bucket is left to CloudFormation and the key is the same', async (t) => {
  const root = await repository(t, GREETER);
  const result = await pack(root, { identity: null });
  const S3Bucket = { 'Fn::Sub': 'sw-test-artifacts-${AWS::AccountId}-${AWS::Region}' };
  assert.deepEqual(codeOf(result), { S3Bucket, S3Key: (await pack(root)).artifacts[0]?.key });
});

test('a pull request has keys of its own', async (t) => {
  const { artifacts } = await pack(await repository(t, GREETER), { keyPrefix: 'pr/12/' });
  assert.match(artifacts[0]?.key ?? '', /^pr\/12\/functions\/greeter\/[0-9a-f]{64}\.zip$/);
});

test('two clones package to the same template', async (t) => {
  const bodies = [];
  for (const root of [await repository(t, GREETER), await repository(t, GREETER)]) bodies.push((await pack(root)).body);
  assert.equal(bodies[0], bodies[1]);
});

test('both branches of a condition, several functions, one artifact a folder', async (t) => {
  const second = FUNCTION_TEMPLATE.replace('Resources:', '').replace('Greeter:', 'Second:');
  const choice = withCode('!If [C, ../functions/greeter, !If [D, ../functions/other, {ZipFile: x}]]');
  const root = await repository(t, {
    ...GREETER,
    'templates/greeter.yaml': choice + second,
    'functions/other/handler.ts': 'export const handler = () => 1;',
  });
  const result = await pack(root);
  assert.deepEqual(
    result.artifacts.map(({ functionName, logicalIds }) => [functionName, logicalIds]),
    [
      ['greeter', ['Greeter', 'Second']],
      ['other', ['Greeter']],
    ],
  );
  const place = codeOf(result, 'Second');
  const other = { S3Bucket: 'sw-test-artifacts-111122223333-eu-west-1', S3Key: result.artifacts[1]?.key };
  assert.deepEqual(codeOf(result), { 'Fn::If': ['C', place, { 'Fn::If': ['D', other, { ZipFile: 'x' }] }] });
});

test('code that is no folder of ours stays', async (t) => {
  const text = withCode('{S3Bucket: b, S3Key: k}').replace('index.handler', 'app.main');
  const result = await pack(await repository(t, { 'templates/greeter.yaml': text }));
  assert.deepEqual([codeOf(result), result.artifacts], [{ S3Bucket: 'b', S3Key: 'k' }, []]);
});

test('a run bundles a function once', async (t) => {
  const root = await repository(t, { ...GREETER, 'templates/again.yaml': FUNCTION_TEMPLATE });
  const bundles: Bundles = new Map();
  const [one, two] = await Promise.all([pack(root, { bundles }), pack(root, { bundles, stack: 'again' })]);
  assert.ok(one?.artifacts[0]);
  assert.equal(one.artifacts[0].body, two?.artifacts[0]?.body);
});

const CODES = [
  '/functions/greeter',
  '../functions/../secrets',
  '../functions/greeter/sub',
  '../../greeter',
  'greeter',
  '../functions/shared',
  '../functions/',
];

for (const code of CODES) {
  test(`Code: ${code} is refused`, async (t) => {
    const root = await repository(t, { ...GREETER, 'templates/greeter.yaml': withCode(code) });
    const said = await mistakeOf(() => pack(root));
    assert.equal(said, `templates/greeter.yaml:6:13: Code takes ../functions/<name>, not '${code}'`);
  });
}

test('a function that is not there', async (t) => {
  const root = await repository(t, { ...GREETER, 'templates/greeter.yaml': withCode('../functions/greter') });
  const said = 'templates/greeter.yaml:6:13: there is no functions/greter/handler.ts; did you mean greeter?';
  assert.equal(await mistakeOf(() => pack(root)), said);
});

test('a folder without a handler', async (t) => {
  const root = await repository(t, { 'templates/greeter.yaml': FUNCTION_TEMPLATE, 'functions/greeter/readme.md': '' });
  assert.equal(
    await mistakeOf(() => pack(root)),
    'templates/greeter.yaml:6:13: there is no functions/greeter/handler.ts',
  );
});

test('a function that is a link out of the repository', async (t) => {
  const outside = await repository(t, { 'handler.ts': 'export const handler = 1;' });
  const root = await repository(t, { 'templates/greeter.yaml': FUNCTION_TEMPLATE, 'functions/readme.md': '' });
  await symlink(outside, join(root, 'functions/greeter'));
  assert.match(await mistakeOf(() => pack(root)), /^functions\/greeter\/handler\.ts: points out of the repository/);
});

test('a handler that the bundle does not export', async (t) => {
  const text = FUNCTION_TEMPLATE.replace('index.handler', 'index.handle');
  const root = await repository(t, { ...GREETER, 'templates/greeter.yaml': text });
  assert.equal(
    await mistakeOf(() => pack(root)),
    "templates/greeter.yaml:7:16: functions/greeter/handler.ts exports no 'handle'; did you mean handler?",
  );
});

test('a handler in another file than the bundle', async (t) => {
  const text = FUNCTION_TEMPLATE.replace('index.handler', 'handler.handler');
  const root = await repository(t, { ...GREETER, 'templates/greeter.yaml': text });
  assert.match(
    await mistakeOf(() => pack(root)),
    /^templates\/greeter\.yaml:7:16: the bundle is index\.mjs: Handler takes/,
  );
});
