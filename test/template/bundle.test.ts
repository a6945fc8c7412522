import assert from 'node:assert/strict';
import { cp, mkdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
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
    /^functions\/bad\/handler\.ts:2:8: Could not resolve "no-such-package"; add it to package\.json$/,
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

test('a root without packages says how to get them', async (t) => {
  const root = await repository(t, { 'functions/bad/handler.ts': "import '@aws-lambda-powertools/logger';\n" });
  await rm(join(root, 'node_modules'));
  assert.equal(
    await mistakeOf(() => bundleFunction(root, 'bad')),
    `functions/bad/handler.ts:1:8: Could not resolve "@aws-lambda-powertools/logger"; run npm ci in ${await realpath(root)}`,
  );
});

const ALONE =
  /a function takes files of functions\/bad\/ and functions\/shared\/ and packages of the root's node_modules\/ alone$/;

const importing = (path: string) =>
  `import found from '${path}' with { type: 'text' };\nexport const handler = () => found;\n`;

const STRANGERS: [name: string, path: string][] = [
  ['of the checkout', '.git/config'],
  ['of the top', 'README.md'],
  ['of another function', 'functions/other/secret.txt'],
  ['of functions itself', 'functions/secret.txt'],
  ['of a folder whose name starts the same', 'functions/bad-too/secret.txt'],
  ['of stray packages beside the code', 'functions/bad/node_modules/x/secret.txt'],
  ['of packages elsewhere in the checkout', 'scripts/node_modules/x/secret.txt'],
];

for (const [name, path] of STRANGERS) {
  test(`a file ${name} never gets into a bundle`, async (t) => {
    const files = { 'functions/bad/handler.ts': importing(`../../${path}`), [path]: 'secret' };
    const said = await mistakeOf(async () => bundleFunction(await repository(t, files), 'bad'));
    assert.ok(said.startsWith(`functions/bad/handler.ts: imports ${path}: `), said);
    assert.match(said, ALONE);
  });
}

test('a file that a link leads to never gets into a bundle', async (t) => {
  const root = await repository(t, {
    '.git/config': 'secret',
    'functions/bad/handler.ts': importing('./notes.txt'),
    'functions/linked/readme.md': '',
    'scripts/code.ts': 'export const handler = 1;\n',
  });
  await symlink('../../.git/config', join(root, 'functions/bad/notes.txt'));
  await symlink('../../scripts/code.ts', join(root, 'functions/linked/handler.ts'));
  assert.match(
    await mistakeOf(() => bundleFunction(root, 'bad')),
    /^functions\/bad\/handler\.ts: imports \.git\/config: /,
  );
  assert.match(
    await mistakeOf(() => bundleFunction(root, 'linked')),
    /^functions\/linked\/handler\.ts: imports scripts\/code\.ts: /,
  );
});

test('a file of its own folder or of functions/shared does, as text too', async (t) => {
  const root = await repository(t, {
    'functions/good/handler.ts': `${importing('./text/notes.txt')}import '../shared/more.json';\n`,
    'functions/good/text/notes.txt': 'notes',
    'functions/shared/more.json': '{}',
  });
  const { sources } = await bundleFunction(root, 'good');
  const own = ['functions/good/handler.ts', 'functions/good/text/notes.txt', 'functions/shared/more.json'];
  assert.deepEqual(sources, own);
});

const PACKAGE = {
  'node_modules/lone/package.json': '{"main": "i.js"}',
  'node_modules/lone/i.js': 'module.exports = 1;',
};
const USES_PACKAGE = { 'functions/bad/handler.ts': "import lone from 'lone';\nexport const handler = () => lone;\n" };

test('a package of a folder above the root never gets into a bundle', async (t) => {
  const inner = Object.entries(USES_PACKAGE).map(([path, text]) => [`inner/${path}`, text] as const);
  const root = await repository(t, Object.fromEntries(inner));
  await rm(join(root, 'node_modules'));
  for (const [path, text] of Object.entries(PACKAGE)) {
    await mkdir(join(root, 'node_modules/lone'), { recursive: true });
    await writeFile(join(root, path), text);
  }
  for (const own of [false, true]) {
    if (own) await mkdir(join(root, 'inner/node_modules'));
    const said = await mistakeOf(() => bundleFunction(join(root, 'inner'), 'bad'));
    assert.ok(said.startsWith('functions/bad/handler.ts: imports ../node_modules/lone/i.js: '), said);
  }
});

test('packages come from a folder called node_modules, a link to one too', async (t) => {
  const elsewhere = await repository(t, {});
  await rm(join(elsewhere, 'node_modules'));
  for (const [path, text] of Object.entries(PACKAGE)) {
    await mkdir(join(elsewhere, 'node_modules/lone'), { recursive: true });
    await writeFile(join(elsewhere, path), text);
  }
  const root = await repository(t, USES_PACKAGE);
  const link = join(root, 'node_modules');
  await rm(link);
  await symlink(join(elsewhere, 'node_modules'), link);
  const hash = await hashOf(root, 'bad');
  await rm(link);
  await cp(join(elsewhere, 'node_modules'), link, { recursive: true });
  assert.equal(await hashOf(root, 'bad'), hash, 'the same bytes by a link and without one');
  await rename(join(elsewhere, 'node_modules'), join(elsewhere, 'secrets'));
  await rm(link, { recursive: true });
  await symlink(join(elsewhere, 'secrets'), link);
  assert.match(await mistakeOf(() => bundleFunction(root, 'bad')), /: imports .*\/secrets\/lone\/i\.js: /);
});

test('a file outside the repository never gets into a bundle', async (t) => {
  const outside = await repository(t, { 'secret.txt': 'secret', 'node_modules.txt/node_modules/secret.txt': 'secret' });
  for (const path of ['secret.txt', 'node_modules.txt/node_modules/secret.txt']) {
    const source = `import secret from '${join(outside, path)}';\nexport const handler = () => secret;\n`;
    const root = await repository(t, { 'functions/bad/handler.ts': source });
    const said = await mistakeOf(() => bundleFunction(root, 'bad'));
    assert.match(said, /^functions\/bad\/handler\.ts: imports .*secret\.txt: /);
    assert.match(said, ALONE);
  }
});
