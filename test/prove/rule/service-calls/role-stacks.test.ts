import { deepEqual, equal } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { stringify } from 'yaml';
import type { ProvedStack } from '../../../../scripts/prove/deployment.ts';
import { roleStacks } from '../../../../scripts/prove/rule/service-calls/role-stacks.ts';
import { repository } from '../../../template/fixture.ts';
import { PLACE } from './given.ts';

const TEMPLATES = {
  'templates/data.yaml': {
    Parameters: {
      TableName: { Type: 'String', Default: 'items' },
      Prefix: { Type: 'String' },
      Environment: { Type: 'String' },
    },
    Resources: {
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'TableName' } } },
      Queue: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
    },
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Outputs: {
      Table: {
        Value: { 'Fn::GetAtt': ['Table', 'Arn'] },
        Export: { Name: { 'Fn::Sub': '${Prefix}-${Environment}-table' } },
      },
    },
  },
  'templates/app.yaml': {
    Parameters: {
      Prefix: { Type: 'String' },
      Environment: { Type: 'String' },
      Mail: { Type: 'String', Default: '' },
    },
    Resources: {
      Work: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Environment: {
            Variables: {
              TABLE: { 'Fn::ImportValue': { 'Fn::Sub': '${Prefix}-${Environment}-table' } },
              MAIL: { Ref: 'Mail' },
            },
          },
        },
      },
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: { 'Fn::Sub': '${AWS::StackName}-${AWS::Region}' } },
      },
      Key: { Type: 'AWS::KMS::Key', Properties: {} },
    },
  },
  'templates/people.yaml': { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: {} } } },
};

const environment = (name: string, more: object = {}) => ({
  ...{ region: 'eu-west-1', prefix: 'p', tags: { Environment: name, Owner: 'a' }, serviceRole: `p-${name}-deployer` },
  stacks: {
    app: { tags: { Owner: 'b' }, region: 'us-west-2' },
    data: { parameters: { TableName: `items-${name}` } },
    people: { byPeople: 'they do' },
  },
  ...more,
});

async function root(t: TestContext, environments: Record<string, object>) {
  const files = {
    ...TEMPLATES,
    ...Object.fromEntries(
      Object.entries(environments).map(([name, one]) => [`templates/environments/${name}.yaml`, one]),
    ),
  };
  return repository(t, Object.fromEntries(Object.entries(files).map(([name, value]) => [name, stringify(value)])));
}

const stack = (stackName: string): ProvedStack => ({
  ...{ stack: 'data', file: 'templates/data.yaml', stackName, region: 'us-east-1' },
  ...{ resources: [], documents: [], symbols: new Map() },
});

const nothing = { app: { skip: 'no' }, data: {}, people: { skip: 'no' } };
const LOCAL = { region: 'us-east-1', prefix: 'p', stacks: nothing };

test('stacks of an environment with a role have the names of the one at hand', async (t) => {
  const deployment = {
    root: await root(t, { dev: environment('dev'), local: LOCAL }),
    place: PLACE,
    stacks: [stack('p-local-data')],
  };
  const stacks = await roleStacks(deployment);
  equal(await roleStacks(deployment), stacks, 'read once');
  const [app, data, people] = ['app', 'data', 'people'].map((name) => stacks.find((one) => one.stack === name));
  deepEqual([app?.environment, app?.stackName, app?.region], ['local', 'p-local-app', 'us-west-2']);
  deepEqual([app?.role, app?.byPeople], ['arn:aws:iam::111122223333:role/p-local-deployer', false]);
  deepEqual(app?.tags, { Environment: 'local', Owner: 'b' });
  equal(people?.byPeople, true);
  const names = [
    app?.symbols.get('Work'),
    app?.symbols.get('Bucket'),
    app?.symbols.get('Key'),
    data?.symbols.get('Table'),
  ];
  deepEqual(names, ['p-local-app-Work-0123456789AB', 'p-local-app-us-west-2', 'Key0123456789AB', 'items-local']);
  equal(data?.symbols.get('Queue'), 'p-local-data-Queue-0123456789AB', 'whatever its condition says now');
});

test('what another stack exports is filled in; what nobody knows is made up', async (t) => {
  const deployment = {
    root: await root(t, { dev: environment('dev') }),
    place: PLACE,
    stacks: [stack('p-local-data')],
  };
  const app = (await roleStacks(deployment)).find((one) => one.stack === 'app');
  const work = app?.resources.find(({ logicalId }) => logicalId === 'Work');
  deepEqual(work?.properties.Environment, {
    Variables: { TABLE: 'arn:aws:dynamodb:eu-west-1:111122223333:table/items-local', MAIL: 'example' },
  });
});

test('stacks that are skipped, and environments without a role or of another prefix, are left out', async (t) => {
  const stacks = { app: { skip: 'no' }, data: {}, people: { skip: 'no' } };
  const environments = {
    dev: environment('dev', { stacks }),
    other: environment('other', { prefix: 'q' }),
    local: LOCAL,
  };
  const deployment = { root: await root(t, environments), place: PLACE, stacks: [stack('p-local-data')] };
  deepEqual(
    (await roleStacks(deployment)).map(({ stackName }) => stackName),
    ['p-local-data'],
  );
});

test('two environments with roles are both looked at', async (t) => {
  const environments = { dev: environment('dev'), prod: environment('prod', { region: 'us-east-2' }) };
  const deployment = { root: await root(t, environments), place: PLACE, stacks: [stack('p-local-data')] };
  deepEqual(
    (await roleStacks(deployment)).filter((one) => one.stack === 'data').map(({ region }) => region),
    ['eu-west-1', 'us-east-2'],
  );
});
