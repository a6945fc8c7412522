import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ResourceChange } from '../../../scripts/aws/changes.ts';
import { roleDenials } from '../../../scripts/deployment/access/role-denials.ts';
import { readEnvironment } from '../../../scripts/template/environment.ts';
import { allow, document, policies, role, type Template, text } from './builders.ts';

const NAME = { 'Fn::Sub': '${Prefix}-${Environment}-service' };
const PARAMETERS = { Prefix: { Type: 'String' }, Environment: { Type: 'String' } };
const environmentWith = (bootstrap: string) =>
  `region: eu-west-1\nprefix: sw\nserviceRole: sw-dev-service\nstacks:\n  bootstrap: {${bootstrap}}\n  lab: {}\n`;

/** A line for each, as a person's file has. */
const written = (value: unknown) => JSON.stringify(value, null, 2);

function bootstrap(more: Template, others: Template = {}): Template {
  const Service = role({ RoleName: NAME, ...more }, 'cloudformation.amazonaws.com');
  return { Parameters: PARAMETERS, Resources: { Service, ...others } };
}

function change(action: string, type: string, logicalId: string, more: Partial<ResourceChange> = {}): ResourceChange {
  const none = { physicalId: null, replacement: null, policyAction: null, nestedChangeSet: null };
  return { logicalId, type, action, scope: [], details: [], ...none, ...more };
}

const table = (TableName: unknown) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { TableName, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [], KeySchema: [] },
});
const Q = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'sw-dev-queue' } };
const ADDED = change('Add', 'AWS::DynamoDB::Table', 'T');

async function repository(t: TestContext, made: Template, environment = environmentWith('')) {
  const root = await mkdtemp(join(tmpdir(), 'role-denials-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const files = {
    'templates/bootstrap.yaml': written(made),
    'templates/environments/dev.yaml': environment,
    'templates/lab.yaml': written({ Resources: {} }),
  };
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  }
  return { root, environment: await readEnvironment(root, 'dev', {}), serviceRole: 'sw-dev-service' };
}

/** What the role would be denied for the changes of one stack. */
async function denials(t: TestContext, made: Template, resources: Template, ...changes: ResourceChange[]) {
  const after = [text('lab', { Parameters: PARAMETERS, Resources: resources }, { Prefix: 'sw', Environment: 'dev' })];
  const found = await roleDenials([{ stack: 'lab', changes }], after, await repository(t, made));
  equal(found.unknown, null);
  return found.byStack.get('lab') ?? [];
}

const actionsOf = (found: readonly { action: string }[]) => found.map(({ action }) => action);
const T = { T: table('sw-dev-table') };

test('a role that may do all of it is denied nothing', async (t) => {
  deepEqual(await denials(t, bootstrap(policies(allow('dynamodb:*'))), T, ADDED), []);
});

test('what no policy allows, at its line, with the statement that would', async (t) => {
  const made = bootstrap(policies(allow(['sqs:Get*', 'sqs:List*', 'sqs:TagQueue'])));
  const statements = written(made)
    .split('\n')
    .findLastIndex((line) => line.includes('"Statement": ['));
  const statement = {
    Effect: 'Allow',
    Action: ['sqs:CreateQueue'],
    Resource: 'arn:aws:sqs:eu-west-1:${AWS::AccountId}:sw-dev-queue',
  };
  deepEqual(await denials(t, made, { Q }, change('Add', Q.Type, 'Q')), [
    {
      ...{ role: 'sw-dev-service', action: 'sqs:CreateQueue', logicalId: 'Q', type: 'AWS::SQS::Queue' },
      ...{ by: 'policies', file: 'templates/bootstrap.yaml', line: statements + 1 },
      fix: `add to the role's policy, and deploy its stack first: ${JSON.stringify(statement)}`,
    },
  ]);
});

test('a role without any policy is shown where it stands', async (t) => {
  const made = bootstrap({});
  const found = await denials(t, made, T, ADDED);
  const line =
    written(made)
      .split('\n')
      .findIndex((one) => one.includes('"Service": {')) + 1;
  deepEqual([...new Set(found.map((one) => `${one.by} ${one.line}`))], [`policies ${line}`]);
});

const SCOPED = bootstrap(
  policies(
    allow('dynamodb:*', {
      'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:*:${AWS::AccountId}:table/${Prefix}-${Environment}-*',
    }),
  ),
);

test('a role that may only touch what has its prefix is denied everything else', async (t) => {
  deepEqual(await denials(t, SCOPED, T, ADDED), []);
  const other = actionsOf(await denials(t, SCOPED, { T: table('other') }, ADDED));
  equal(other.includes('dynamodb:CreateTable') && other.includes('dynamodb:DescribeTable'), true);
  const elsewhere = { T: table({ 'Fn::Sub': '${Prefix}-prod-table' }) };
  equal(actionsOf(await denials(t, SCOPED, elsewhere, ADDED)).includes('dynamodb:CreateTable'), true);
});

test('a name that CloudFormation makes starts with that of the stack; one that is not known may be any', async (t) => {
  deepEqual(await denials(t, SCOPED, { T: table(undefined) }, ADDED), []);
  deepEqual(await denials(t, SCOPED, { T: table({ 'Fn::ImportValue': 'name' }) }, ADDED), []);
});

test('an action on no resource takes a statement for all of them', async (t) => {
  const key = { K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document() } } };
  const made = (resource: string) => bootstrap(policies(allow('kms:*', resource)));
  const added = change('Add', 'AWS::KMS::Key', 'K');
  deepEqual(actionsOf(await denials(t, made('arn:aws:kms:*:*:key/*'), key, added)), ['kms:CreateKey']);
  deepEqual(await denials(t, made('*'), key, added), []);
});

test('the boundary counts, and so does a Deny, unless a condition may let the call through', async (t) => {
  const bound = (...statements: unknown[]) => ({
    Bound: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(...statements) } },
  });
  const bounded = { ...policies(allow('dynamodb:*')), PermissionsBoundary: { Ref: 'Bound' } };
  const found = await denials(t, bootstrap(bounded, bound(allow('sqs:*'))), T, ADDED);
  deepEqual([...new Set(found.map(({ by }) => by))], ['boundary']);
  match(found[0]?.fix ?? '', /^add to the role's boundary/);
  deepEqual(await denials(t, bootstrap(bounded, bound(allow('*'))), T, ADDED), []);
  const denying = (Resource: string, more: Template = {}) =>
    bootstrap(policies(allow('dynamodb:*'), { ...allow('dynamodb:CreateTable', Resource, 'Deny'), ...more }));
  const [denied, ...others] = await denials(t, denying('*'), T, ADDED);
  deepEqual([denied?.action, denied?.by, others], ['dynamodb:CreateTable', 'deny', []]);
  match(denied?.fix ?? '', /^narrow the Deny/);
  equal((await denials(t, denying('arn:aws:dynamodb:*:*:table/sw-dev-table'), T, ADDED)).length, 1);
  deepEqual(await denials(t, denying('arn:aws:dynamodb:*:*:table/other'), T, ADDED), []);
  const Condition = { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } };
  deepEqual(await denials(t, denying('*', { Condition }), T, ADDED), []);
});

test('a change calls the handlers that it needs, and no others', async (t) => {
  const made = bootstrap(policies(allow('sqs:*', 'arn:aws:sqs:*:*:another')));
  const asked = async (action: string, more: Partial<ResourceChange> = {}) => {
    const found = await denials(
      t,
      made,
      { Q },
      change(action, Q.Type, 'Q', { physicalId: 'https://sqs/1/old', ...more }),
    );
    return ['Create', 'Set', 'Delete'].filter((verb) => found.some((one) => one.action.startsWith(`sqs:${verb}Queue`)));
  };
  const [create, update, remove] = ['Create', 'Set', 'Delete'];
  deepEqual(await asked('Add'), [create]);
  deepEqual(await asked('Import'), [update]);
  deepEqual(await asked('Remove'), [remove]);
  deepEqual(await asked('Remove', { policyAction: 'Retain' }), []);
  deepEqual(await asked('Modify', { replacement: 'False' }), [update]);
  deepEqual(await asked('Modify', { replacement: 'True' }), [create, remove]);
  deepEqual(await asked('Modify', { replacement: 'True', policyAction: 'ReplaceAndRetain' }), [create]);
  deepEqual(await asked('Modify', { replacement: 'Conditional' }), [create, update, remove]);
  deepEqual(await asked('Dynamic'), []);
});

test('of a type whose handlers nobody knows nothing is said; an update makes no table', async (t) => {
  const made = bootstrap(policies(allow('sqs:*')));
  deepEqual(await denials(t, made, {}, change('Add', 'Custom::Thing', 'C')), []);
  const found = actionsOf(await denials(t, made, T, change('Modify', 'AWS::DynamoDB::Table', 'T')));
  deepEqual([found.includes('dynamodb:UpdateTable'), found.includes('dynamodb:CreateTable')], [true, false]);
});

test('what is replaced is deleted by its old name, and made by its new one', async (t) => {
  const replaced = change('Modify', 'AWS::DynamoDB::Table', 'T', { replacement: 'True', physicalId: 'legacy' });
  const found = actionsOf(await denials(t, SCOPED, T, replaced));
  equal(found.includes('dynamodb:DeleteTable') && !found.includes('dynamodb:CreateTable'), true);
});

test('the role may be made by a stack of the same plan, which counts as it will be', async (t) => {
  const search = await repository(t, bootstrap({}));
  const parameters = { Prefix: 'sw', Environment: 'dev' };
  const maker = text('bootstrap', bootstrap(policies(allow('dynamodb:*'))), parameters);
  const { byStack } = await roleDenials(
    [{ stack: 'lab', changes: [ADDED] }],
    [maker, text('lab', { Resources: T })],
    search,
  );
  deepEqual([...byStack], [['lab', []]]);
});

test('of a role that the repository does not make nothing is known', async (t) => {
  const after = [text('lab', { Resources: T })];
  const search = await repository(t, bootstrap({}));
  const ask = (more: Partial<typeof search>) =>
    roleDenials([{ stack: 'lab', changes: [ADDED] }], after, { ...search, ...more });
  const found = await ask({ serviceRole: 'another' });
  deepEqual([...found.byStack], []);
  match(found.unknown ?? '', /^what the role another may do is not known: no stack here makes a role/);
  const skipping = await repository(t, bootstrap({}), environmentWith('skip: by hand'));
  match((await ask(skipping)).unknown ?? '', /sw-dev-service/);
  const byPeople = await repository(t, bootstrap({}), environmentWith('byPeople: by hand'));
  equal((await ask(byPeople)).unknown, null, 'people deploy what makes the role');
  const forLambda = { ...bootstrap({}), Resources: { Service: role({ RoleName: NAME }) } };
  match((await ask(await repository(t, forLambda))).unknown ?? '', /CloudFormation can take on/);
});

test('a mistake in a template that is not deployed does not matter', async (t) => {
  const search = await repository(t, bootstrap({}));
  await writeFile(join(search.root, 'templates/aaa.yaml'), written({ Parameters: { Needed: { Type: 'String' } } }));
  await writeFile(join(search.root, 'templates/aab.yaml'), 'Resources: [');
  const found = await roleDenials([{ stack: 'lab', changes: [ADDED] }], [text('lab', { Resources: T })], search);
  equal(found.unknown, null);
  equal(
    found.byStack.get('lab')?.some(({ action }) => action === 'dynamodb:CreateTable'),
    true,
  );
});
