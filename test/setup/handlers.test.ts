import { deepEqual, equal, throws } from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { appendFile, cp, mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { readHandlers } from '../../scripts/iam/catalog/handlers.ts';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { handlersReady, makeHandlers } from '../../scripts/setup/handlers.mjs';
import { installedCheckout, runSetup, scratchCheckout, startSetup } from './scratch.ts';

const homeIn = (folder: string) => join(folder, '.stackwarden', 'handlers');
const fileIn = (folder: string) => join(homeIn(folder), 'resource-types.jsonl');
const textIn = (folder: string) => readFileSync(fileIn(folder), 'utf8');

/** A checkout with a cfn-lint of two types, one of them in another region only. */
async function smallCheckout(t: TestContext): Promise<{ folder: string; cfnLint: string }> {
  const folder = await scratchCheckout(t);
  const cfnLint = join(folder, '.venv', 'lib', 'python3.12', 'site-packages', 'cfnlint');
  const schemas = join(cfnLint, 'data', 'schemas');
  await mkdir(join(schemas, 'providers'), { recursive: true });
  await mkdir(join(schemas, 'resources'));
  await writeFile(join(cfnLint, 'version.py'), '__version__ = "9.8.7"\n');
  const here = { 'AWS::A::B': 'one' };
  await writeFile(join(schemas, 'providers', 'us-east-1.json'), JSON.stringify(here));
  await writeFile(
    join(schemas, 'providers', 'eu-west-9.json'),
    JSON.stringify({ 'AWS::A::B': 'two', 'AWS::C::D': 'two' }),
  );
  const permissions = ['A:Make', 'a:Look', '', 'a:Look', 'not an action'];
  const handlers = { create: { permissions }, read: { permissions: ['a:Look'] }, list: {} };
  const createOnlyProperties = ['/properties/Name', '/properties/Code/ZipFile'];
  const one = { handlers, properties: { Name: {}, Code: {} }, createOnlyProperties };
  await writeFile(join(schemas, 'resources', 'one.json'), JSON.stringify(one));
  await writeFile(join(schemas, 'resources', 'two.json'), JSON.stringify({ properties: { Other: {} } }));
  return { folder, cfnLint };
}

test('what the schemas say is compiled, is what this checkout has, and can be read', async (t) => {
  const folder = await installedCheckout(t);
  equal(handlersReady(folder), false);
  makeHandlers(folder);
  equal(handlersReady(folder), true);
  equal(textIn(folder), textIn(projectFolder));
  deepEqual(readHandlers(folder).permissionsOf('AWS::S3::BucketPolicy')?.delete, [
    's3:GetBucketPolicy',
    's3:DeleteBucketPolicy',
  ]);
});

test('each action once under its service, whatever is no action left out, all regions', async (t) => {
  const { folder } = await smallCheckout(t);
  makeHandlers(folder);
  const { permissionsOf, propertiesOf, createOnlyOf } = readHandlers(folder);
  const none = { update: [], delete: [], list: [] };
  deepEqual(permissionsOf('AWS::A::B'), { create: ['a:Make', 'a:Look'], read: ['a:Look'], ...none });
  deepEqual(propertiesOf('AWS::A::B'), ['Name', 'Code']);
  deepEqual(createOnlyOf('AWS::A::B'), ['Name', 'Code/ZipFile']);
  equal(permissionsOf('AWS::C::D'), null);
  deepEqual(propertiesOf('AWS::C::D'), ['Other']);
  equal(propertiesOf('AWS::A'), null);
});

test('set-up makes it once', async (t) => {
  const folder = await installedCheckout(t);
  equal(runSetup(folder, ['hello']).stdout, 'hello\n');
  const first = statSync(fileIn(folder)).mtimeMs;
  equal(runSetup(folder, ['hello']).stdout, 'hello\n');
  equal(statSync(fileIn(folder)).mtimeMs, first);
});

test('it is made anew when it is missing or cut short', async (t) => {
  const folder = await installedCheckout(t);
  makeHandlers(folder);
  for (const damage of [() => rm(fileIn(folder)), () => truncate(fileIn(folder), 1000)]) {
    await damage();
    equal(handlersReady(folder), false);
    equal(runSetup(folder, ['hello']).stdout, 'hello\n');
    equal(textIn(folder), textIn(projectFolder));
  }
});

test('another version of cfn-lint, and other schemas in the same one, make it anew', async (t) => {
  const { folder, cfnLint } = await smallCheckout(t);
  for (const file of ['version.py', 'data/schemas/providers/us-east-1.json']) {
    makeHandlers(folder);
    equal(handlersReady(folder), true);
    await appendFile(join(cfnLint, file), '\n');
    equal(handlersReady(folder), false, file);
  }
});

test('two set-ups at once leave one whole file, and nothing beside it', async (t) => {
  const folder = await installedCheckout(t);
  const both = [startSetup(folder, [], {}), startSetup(folder, [], {})];
  const codes = await Promise.all(both.map(async (child) => (await once(child, 'exit'))[0]));
  deepEqual(codes, [0, 0]);
  equal(textIn(folder), textIn(projectFolder));
  deepEqual((await readdir(homeIn(folder))).sort(), ['.stackwarden-setup', 'resource-types.jsonl']);
});

test('what a killed set-up left is removed', async (t) => {
  const { folder } = await smallCheckout(t);
  await mkdir(homeIn(folder), { recursive: true });
  await writeFile(join(homeIn(folder), 'd4b7a1f0-unfinished'), '{');
  makeHandlers(folder);
  deepEqual((await readdir(homeIn(folder))).sort(), ['.stackwarden-setup', 'resource-types.jsonl']);
});

test('a cfn-lint without its schemas is one line, and what was made before stays', async (t) => {
  const { folder, cfnLint } = await smallCheckout(t);
  makeHandlers(folder);
  const before = textIn(folder);
  await writeFile(join(cfnLint, 'data', 'schemas', 'resources', 'two.json'), '{"properties": ');
  throws(() => makeHandlers(folder), {
    message: 'cfn-lint in .venv is missing or damaged: delete .venv and run it again',
  });
  equal(textIn(folder), before);
  const empty = await scratchCheckout(t);
  equal(handlersReady(empty), false);
  throws(() => makeHandlers(empty), { message: /^cfn-lint in \.venv is missing or damaged/ });
  equal(existsSync(homeIn(empty)), false);
});

test('a file that is damaged while nobody looks is one line at the first question, and not before', async (t) => {
  const { folder } = await smallCheckout(t);
  makeHandlers(folder);
  const message = /^the schemas of resource types are missing or damaged/;
  for (const damage of [
    () => truncate(fileIn(folder), 60),
    () => truncate(fileIn(folder), 0),
    () => rm(homeIn(folder), { recursive: true }),
  ]) {
    await damage();
    const handlers = readHandlers(folder);
    throws(() => handlers.permissionsOf('AWS::A::B'), { name: 'UserError', message });
  }
  await cp(homeIn(projectFolder), homeIn(folder), { recursive: true });
  equal(readHandlers(folder).propertiesOf('AWS::A::B'), null);
});
