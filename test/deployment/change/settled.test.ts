import { deepEqual, doesNotThrow, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { settledTemplate } from '../../../scripts/deployment/change/settled.ts';
import { resource, settled } from './builders.ts';

const values = { Stage: 'prod', 'AWS::Region': 'eu-west-1', Ids: 'a, b', Count: '2', Empty: '' };
const sections = {
  Parameters: {
    Stage: { Type: 'String' },
    Ids: { Type: 'CommaDelimitedList' },
    Empty: { Type: 'List<AWS::EC2::Subnet::Id>' },
  },
  Mappings: { Sizes: { prod: { Memory: 512, Zones: ['x'] } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsTest: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    IsEither: { 'Fn::Or': [{ Condition: 'IsTest' }, { Condition: 'IsProd' }] },
    IsBoth: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsOpen' }] },
    IsOpen: { 'Fn::Equals': [{ Ref: 'AWS::StackId' }, 'x'] },
    MayBe: { 'Fn::Or': [{ Condition: 'IsOpen' }, { Condition: 'IsTest' }] },
    IsSame: { 'Fn::Equals': [{ Ref: 'AWS::StackId' }, { Ref: 'AWS::StackId' }] },
    IsTwo: { 'Fn::Equals': [{ Ref: 'Count' }, 2] },
    One: { Condition: 'Other' },
    Other: { 'Fn::Not': [{ Condition: 'One' }] },
  },
};

function valueIn(value: unknown): unknown {
  return settled({ A: resource('T', { value }) }, values, sections).resources.A?.properties.value;
}

const cases: [string, unknown, unknown][] = [
  ['a parameter', { Ref: 'Stage' }, 'prod'],
  ['a list parameter', { Ref: 'Ids' }, ['a', 'b']],
  ['an empty list parameter', { Ref: 'Empty' }, []],
  ['a pseudo parameter in a text', { 'Fn::Sub': '${AWS::Region}-${!Literal}' }, 'eu-west-1-${Literal}'],
  ['a text that is known in part', { 'Fn::Sub': '${Stage}-${Bucket.Arn}' }, { 'Fn::Sub': 'prod-${Bucket.Arn}' }],
  [
    'a text with names of its own',
    { 'Fn::Sub': ['${A}-${B}', { A: { Ref: 'Stage' }, B: { Ref: 'Bucket' } }] },
    { 'Fn::Sub': ['prod-${B}', { B: { Ref: 'Bucket' } }] },
  ],
  ['a branch', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'yes'],
  ['the other branch', { 'Fn::If': ['IsTest', 'yes', { Ref: 'Stage' }] }, 'prod'],
  ['no value', { 'Fn::If': ['IsTest', 'yes', { Ref: 'AWS::NoValue' }] }, undefined],
  ['no value in a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
  [
    'an open condition, both of its branches in their places',
    { 'Fn::If': ['IsOpen', { Ref: 'AWS::NoValue' }, { Ref: 'Stage' }] },
    { 'Fn::If': ['IsOpen', { Ref: 'AWS::NoValue' }, 'prod'] },
  ],
  ['or', { 'Fn::If': ['IsEither', 1, 2] }, 1],
  ['and with one side open', { 'Fn::If': ['IsBoth', 1, 2] }, 2],
  ['or with one side open', { 'Fn::If': ['MayBe', 1, 2] }, { 'Fn::If': ['MayBe', 1, 2] }],
  ['the same unknown on both sides', { 'Fn::If': ['IsSame', 1, 2] }, 1],
  ['a number as text', { 'Fn::If': ['IsTwo', 1, 2] }, 1],
  ['conditions in a circle', { 'Fn::If': ['One', 1, 2] }, { 'Fn::If': ['One', 1, 2] }],
  ['a mapping', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Memory'] }, 512],
  [
    'a mapping that lacks it',
    { 'Fn::FindInMap': ['Sizes', 'x', 'Memory'] },
    { 'Fn::FindInMap': ['Sizes', 'x', 'Memory'] },
  ],
  ['its default', { 'Fn::FindInMap': ['Sizes', 'x', 'Memory', { DefaultValue: { Ref: 'Stage' } }] }, 'prod'],
  [
    'a name that every map has',
    { 'Fn::FindInMap': ['constructor', 'name', 'length'] },
    { 'Fn::FindInMap': ['constructor', 'name', 'length'] },
  ],
  ['a joined list', { 'Fn::Join': ['-', [{ Ref: 'Stage' }, 'x']] }, 'prod-x'],
  ['a joined list parameter', { 'Fn::Join': ['|', { Ref: 'Ids' }] }, 'a|b'],
  ['a selected item', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b'] }] }, 'b'],
  ['a selected item of a list parameter', { 'Fn::Select': ['0', { Ref: 'Ids' }] }, 'a'],
  ['an item that is not there', { 'Fn::Select': [7, ['a']] }, { 'Fn::Select': [7, ['a']] }],
  ['an attribute', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
  [
    'no value in place of an argument',
    { 'Fn::Join': { Ref: 'AWS::NoValue' } },
    { 'Fn::Join': { Ref: 'AWS::NoValue' } },
  ],
];

for (const [name, value, expected] of cases) test(`settles ${name}`, () => deepEqual(valueIn(value), expected));

test('leaves out resources and outputs whose condition is false, and keeps those whose condition is open', () => {
  const resources = {
    In: resource('T', {}, { Condition: 'IsProd' }),
    Out: resource('T', {}, { Condition: 'IsTest' }),
    Open: resource('T', {}, { Condition: 'IsOpen' }),
  };
  const Outputs = { Out: { Value: 1, Condition: 'IsTest' }, In: { Value: { Ref: 'Stage' }, Export: { Name: 'x' } } };
  const template = settled(resources, values, { ...sections, Outputs });
  deepEqual(Object.keys(template.resources), ['In', 'Open']);
  deepEqual(template.outputs, { In: { value: 'prod', exportName: 'x' } });
});

test('never fills in what is declared with NoEcho, and decides nothing by it', () => {
  const template = settled(
    {
      A: resource('T', { Secret: { Ref: 'Key' }, Text: { 'Fn::Sub': 'x-${Key}' } }),
      B: { Type: 'T', Condition: 'HasKey' },
    },
    { Key: 'hunter22' },
    {
      Parameters: { Key: { Type: 'String', NoEcho: 'TRUE' } },
      Conditions: { HasKey: { 'Fn::Equals': [{ Ref: 'Key' }, 'no'] } },
    },
  );
  deepEqual(template.resources.A?.properties, { Secret: { Ref: 'Key' }, Text: { 'Fn::Sub': 'x-${Key}' } });
  deepEqual(Object.keys(template.resources), ['A', 'B']);
  equal(JSON.stringify(template).includes('hunter22'), false);
});

test('a parameter of Parameter Store says where its value is', () => {
  const template = settled(
    { A: resource('T', { Image: { Ref: 'Image' } }) },
    { Image: '/ami/latest' },
    {
      Parameters: { Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' } },
    },
  );
  deepEqual(template.resources.A?.properties, { Image: '{{resolve:ssm:/ami/latest}}' });
});

const policies: [string, Record<string, unknown>, Record<string, unknown>, string, string][] = [
  ['AWS::SQS::Queue', {}, {}, 'Delete', 'Delete'],
  ['AWS::RDS::DBCluster', {}, {}, 'Snapshot', 'Delete'],
  ['AWS::RDS::DBInstance', {}, {}, 'Snapshot', 'Delete'],
  ['AWS::RDS::DBInstance', { DBClusterIdentifier: 'c', Engine: 'aurora-mysql' }, {}, 'Delete', 'Delete'],
  ['AWS::RDS::DBInstance', {}, { DeletionPolicy: 'Delete' }, 'Delete', 'Delete'],
  ['AWS::EC2::Volume', {}, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }, 'Snapshot', 'Snapshot'],
  ['AWS::S3::Bucket', {}, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }, 'Delete', 'Delete'],
  ['AWS::S3::Bucket', {}, { DeletionPolicy: { 'Fn::If': ['IsProd', 'Retain', 'Delete'] } }, 'Retain', 'Delete'],
  ['AWS::RDS::DBCluster', {}, { DeletionPolicy: { 'Fn::If': ['IsOpen', 'Retain', 'Delete'] } }, 'Delete', 'Delete'],
];

for (const [type, properties, more, deletion, replacement] of policies) {
  test(`${type} with ${JSON.stringify({ ...properties, ...more })}: ${deletion}, ${replacement}`, () => {
    const found = settled({ A: resource(type, properties, more) }, values, sections).resources.A;
    deepEqual([found?.deletionPolicy, found?.updateReplacePolicy], [deletion, replacement]);
  });
}

test('functions that stay open, one in another, take no time', () => {
  let value: unknown = { Ref: 'Bucket' };
  for (let depth = 0; depth < 60; depth++) value = { 'Fn::Join': ['', ['x', value]] };
  deepEqual(valueIn(value), value);
});

const names = [
  'Ref',
  'Fn::If',
  'Fn::Sub',
  'Fn::Join',
  'Fn::Select',
  'Fn::Split',
  'Fn::FindInMap',
  'Fn::Equals',
  'Fn::Not',
];
const fields = ['Type', 'Properties', 'Condition', 'Conditions', 'Mappings', 'Parameters', 'NoEcho', 'DependsOn'];
const { malformed } = fc.letrec((tie) => ({
  malformed: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom('constructor', '__proto__', 'toString', 'A', '', '${A}', '${', 'AWS::NoValue', 7, true, null),
    fc.array(tie('malformed'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names, ...fields, 'constructor', 'toString', 'A'), tie('malformed'), {
      maxKeys: 3,
    }),
  ),
}));

test('malformed templates do not throw', () => {
  const sections = ['Resources', 'Outputs', 'Parameters', 'Mappings', 'Conditions'];
  const template = fc.dictionary(fc.constantFrom(...sections), malformed);
  fc.assert(
    fc.property(template, (written) => doesNotThrow(() => settledTemplate(written, new Map([['A', 'a,b']])))),
    { numRuns: 500 },
  );
});
