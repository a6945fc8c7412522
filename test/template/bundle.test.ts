import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundleFunction } from '../../scripts/template/bundle.ts';
import { sha256, zip } from '../../scripts/template/zip.ts';
import { GREETER, mistakeOf, repository } from './fixture.ts';

const hashOf = async (root: string, name = 'greeter') => sha256(zip((await bundleFunction(root, name)).files));

async function loaded(root: string, files: Record<string, Uint8Array>) {
  await mkdir(join(root, 'out'));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(root, 'out', name), bytes);
  return import(pathToFileURL(join(root, 'out/index.mjs')).href);
}

test('a bundle that runs, with a map of our own sources', async (t) => {
  const root = await repository(t, GREETER);
  const { files, sources, exports } = await bundleFunction(root, 'greeter');
  assert.deepEqual(Object.keys(files).sort(), ['index.mjs', 'index.mjs.map']);
  assert.deepEqual(sources, ['functions/greeter/handler.ts', 'functions/shared/greeting.ts']);
  assert.deepEqual(exports, ['handler']);
  assert.equal(await (await loaded(root, files)).handler('Ada'), 'Hello, Ada');
  const map = JSON.parse(new TextDecoder().decode(files['index.mjs.map']));
  assert.deepEqual(map.sources.toSorted(), sources);
  assert.match(new TextDecoder().decode(files['index.mjs']), /\/\/# sourceMappingURL=index\.mjs\.map\n$/);
});

test('the same bytes in any folder, from any working directory, whatever lies around it', async (t) => {
  const counting = 'class Counter {\n  count = 1;\n}\nexport const greeting = () => `${new Counter().count}`;\n';
  const files = { ...GREETER, 'functions/shared/greeting.ts': counting };
  const one = await repository(t, files);
  const other = await repository(t, {
    ...files,
    'tsconfig.json': '{"compilerOptions": {"useDefineForClassFields": false}}',
    'functions/another/handler.ts': 'export const handler = 1;',
  });
  const hash = await hashOf(one);
  assert.equal(await hashOf(other), hash);
  const folder = process.cwd();
  t.after(() => process.chdir(folder));
  process.chdir(other);
  assert.equal(await hashOf(one), hash);
  assert.equal(await hashOf('.'), hash);
});

test('a changed source, shared or not, changes the bytes', async (t) => {
  const root = await repository(t, GREETER);
  const before = await hashOf(root);
  await writeFile(join(root, 'functions/shared/greeting.ts'), 'export const greeting = (name: string) => name;\n');
  assert.notEqual(await hashOf(root), before);
});

const AWS_HANDLER = `
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const logger = new Logger();
const table = new DynamoDBClient({ region: 'eu-west-1' });
const bucket = new S3Client({ region: 'eu-west-1' });
export async function handler(): Promise<void> {
  logger.info('writing');
  await table.send(new PutItemCommand({ TableName: 't', Item: { Id: { S: '1' } } }));
  await bucket.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'x' }));
}
`;

test('with two SDK clients and Powertools it stays below 300 KB, its map too', async (t) => {
  const root = await repository(t, { 'functions/aws/handler.ts': AWS_HANDLER });
  const { files, sources } = await bundleFunction(root, 'aws');
  assert.deepEqual(sources, ['functions/aws/handler.ts']);
  const size = zip(files).byteLength;
  assert.ok(size > 50_000 && size < 300_000, `${size} bytes`);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(files['index.mjs.map'])).sources, sources);
  assert.ok(!new TextDecoder().decode(files['index.mjs']).includes(root));
  assert.equal(typeof (await loaded(root, files)).handler, 'function');
});

test('CommonJS that requires a module of Node works', async (t) => {
  const root = await repository(t, {
    'functions/old/handler.ts': "import join from './join.cjs';\nexport const handler = () => join('a', 'b');\n",
    'functions/old/join.cjs': "module.exports = require('node:path').posix.join;\n",
  });
  const { files } = await bundleFunction(root, 'old');
  assert.equal((await loaded(root, files)).handler(), 'a/b');
});

const MISTAKES: [name: string, source: string, message: RegExp][] = [
  ['syntax', 'export const handler = (;\n', /^functions\/bad\/handler\.ts:1:25: Unexpected ";"$/],
  [
    'missing file',
    "import './nothing.ts';\n",
    /^functions\/bad\/handler\.ts:1:8: Could not resolve "\.\/nothing\.ts"$/,
  ],
  [
    'missing package',
    "\nimport 'no-such-package';\n",
    /^functions\/bad\/handler\.ts:2:8: Could not resolve "no-such-package"$/,
  ],
  [
    'missing export',
    "import { a } from './b.ts';\nconsole.log(a);\n",
    /^functions\/bad\/handler\.ts:1:10: No matching export/,
  ],
];

for (const [name, source, message] of MISTAKES) {
  test(`mistake: ${name}`, async (t) => {
    const root = await repository(t, {
      'functions/bad/handler.ts': source,
      'functions/bad/b.ts': 'export const b = 1;',
    });
    assert.match(await mistakeOf(() => bundleFunction(root, 'bad')), message);
  });
}

test('a file outside the repository never gets into a bundle', async (t) => {
  const outside = await repository(t, { 'secret.txt': 'secret' });
  const source = `import secret from '${join(outside, 'secret.txt')}';\nexport const handler = () => secret;\n`;
  const root = await repository(t, { 'functions/bad/handler.ts': source });
  const said = await mistakeOf(() => bundleFunction(root, 'bad'));
  assert.match(said, /^functions\/bad\/handler\.ts: imports .*secret\.txt, which is not a file of the repository/);
});
