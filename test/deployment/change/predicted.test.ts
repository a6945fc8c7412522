import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ResourceChange } from '../../../scripts/aws/changes.ts';
import { predictedChanges } from '../../../scripts/deployment/change/predicted.ts';
import { predicted, resource, schemas, settled } from './builders.ts';

const table = (properties: Record<string, unknown>, more = {}) => resource('AWS::DynamoDB::Table', properties, more);

function only(changes: ResourceChange[]): ResourceChange {
  equal(changes.length, 1, JSON.stringify(changes));
  return changes[0] as ResourceChange;
}

test('a stack that is not there yet adds everything, in the order of names', () => {
  const changes = predicted(null, { B: table({}), A: table({}) });
  deepEqual(
    changes.map(({ logicalId, action, replacement }) => [logicalId, action, replacement]),
    [
      ['A', 'Add', null],
      ['B', 'Add', null],
    ],
  );
});

const removals: [Record<string, unknown>, string][] = [
  [table({}), 'Delete'],
  [table({}, { DeletionPolicy: 'Retain' }), 'Retain'],
  [table({}, { DeletionPolicy: 'RetainExceptOnCreate' }), 'Retain'],
  [resource('AWS::RDS::DBInstance'), 'Snapshot'],
  [table({}, { DeletionPolicy: 'constructor' }), 'Delete'],
];

for (const [old, policyAction] of removals) {
  test(`${JSON.stringify(old)} is removed: ${policyAction}`, () => {
    const change = only(predicted({ A: old }, {}));
    deepEqual([change.action, change.replacement, change.policyAction], ['Remove', null, policyAction]);
  });
}

const ref = (name: string) => ({ Ref: name });
const modifications: [string, Record<string, unknown>, Record<string, unknown>, string, string | null][] = [
  ['a property that can be changed in place', table({ Mode: 'a' }), table({ Mode: 'b' }), 'False', null],
  ['a new name', table({ TableName: 'a' }), table({ TableName: 'b' }), 'True', 'ReplaceAndDelete'],
  ['a name that is given', table({}), table({ TableName: 'b' }), 'True', 'ReplaceAndDelete'],
  ['a name that goes', table({ TableName: 'a' }), table({}), 'True', 'ReplaceAndDelete'],
  [
    'a name that is not known',
    table({ TableName: 'a' }),
    table({ TableName: ref('X') }),
    'Conditional',
    'ReplaceAndDelete',
  ],
  [
    'a name kept elsewhere',
    table({ TableName: '{{resolve:ssm:a}}' }),
    table({ TableName: '{{resolve:ssm:b}}' }),
    'Conditional',
    'ReplaceAndDelete',
  ],
  [
    'what the schema calls conditional',
    table({ KeySchema: [{ AttributeName: 'a' }] }),
    table({ KeySchema: [{ AttributeName: 'b' }] }),
    'Conditional',
    'ReplaceAndDelete',
  ],
  [
    'a kept old one',
    table({ TableName: 'a' }),
    table({ TableName: 'b' }, { UpdateReplacePolicy: 'Retain' }),
    'True',
    'ReplaceAndRetain',
  ],
  [
    'a snapshot of the old one',
    resource('AWS::RDS::DBInstance', { DBInstanceIdentifier: 'a' }),
    resource('AWS::RDS::DBInstance', { DBInstanceIdentifier: 'b' }, { UpdateReplacePolicy: 'Snapshot' }),
    'True',
    'ReplaceAndSnapshot',
  ],
  [
    'a type without a schema',
    resource('Custom::X', { A: 1 }),
    resource('Custom::X', { A: 2 }),
    'Conditional',
    'ReplaceAndDelete',
  ],
  [
    'a place deep in a property',
    lambda({ Mode: 'a', Other: 1 }),
    lambda({ Mode: 'b', Other: 1 }),
    'True',
    'ReplaceAndDelete',
  ],
  ['another place in it', lambda({ Mode: 'a', Other: 1 }), lambda({ Mode: 'a', Other: 2 }), 'False', null],
  ['a function around it', lambda({ Mode: 'a' }), lambda({ 'Fn::If': ['X', 1, 2] }), 'Conditional', 'ReplaceAndDelete'],
  ['another type', table({ TableName: 'a' }), resource('AWS::S3::Bucket'), 'True', 'ReplaceAndDelete'],
  ['metadata', table({}), table({}, { Metadata: { A: 1 } }), 'False', null],
  ['a policy', table({}), table({}, { DeletionPolicy: 'Retain' }), 'False', null],
  ['how it is updated', table({}), table({}, { UpdatePolicy: { A: 1 } }), 'False', null],
];

function lambda(tenancy: Record<string, unknown>) {
  return resource('AWS::Lambda::Function', { Tenancy: tenancy });
}

for (const [name, before, after, replacement, policyAction] of modifications) {
  test(`${name}: replacement ${replacement}`, () => {
    const change = only(predicted({ A: before }, { A: after }));
    deepEqual([change.action, change.replacement, change.policyAction], ['Modify', replacement, policyAction]);
  });
}

test('tells each property, before and after, text as it is and the rest as JSON', () => {
  const change = only(
    predicted({ A: table({ TableName: 'a', Old: 1 }) }, { A: table({ TableName: 'b', New: ['x'] }) }),
  );
  deepEqual(change.scope, ['Properties']);
  deepEqual(change.details, [
    { target: 'Properties.New', requiresRecreation: 'Never', cause: null, before: null, after: '["x"]' },
    { target: 'Properties.Old', requiresRecreation: 'Never', cause: null, before: '1', after: null },
    { target: 'Properties.TableName', requiresRecreation: 'Always', cause: null, before: 'a', after: 'b' },
  ]);
});

test('what uses a replaced resource changes with it, and what uses that', () => {
  const rest = {
    Sub: resource('AWS::SNS::Subscription', { TopicArn: ref('Topic') }),
    Queue: resource('AWS::SQS::Queue', { Tags: [{ 'Fn::GetAtt': ['Sub', 'Arn'] }] }),
    Last: resource('AWS::SQS::Queue', { Policy: { 'Fn::Sub': '${Queue}' } }),
  };
  const topic = (TopicName: string) => resource('AWS::SNS::Topic', { TopicName });
  const changes = predicted({ Topic: topic('a'), ...rest }, { Topic: topic('b'), ...rest });
  deepEqual(
    changes.map(({ logicalId, replacement, details }) => [logicalId, replacement, details.map(({ cause }) => cause)]),
    [
      ['Queue', 'False', ['Sub.Arn']],
      ['Sub', 'Conditional', ['Topic']],
      ['Topic', 'True', [null]],
    ],
  );
});

test('an attribute of what is changed in place may change, its name does not', () => {
  const rest = {
    ByName: resource('AWS::SQS::Queue', { A: ref('Topic') }),
    ByAttribute: resource('AWS::SQS::Queue', { A: { 'Fn::Sub': '${Topic.Arn}' } }),
    Own: resource('AWS::SQS::Queue', { A: { 'Fn::Sub': ['${Topic.Arn}', { 'Topic.Arn': 'x' }] } }),
  };
  const topic = (DisplayName: string) => resource('AWS::SNS::Topic', { DisplayName });
  const changes = predicted({ Topic: topic('a'), ...rest }, { Topic: topic('b'), ...rest });
  deepEqual(
    changes.map(({ logicalId, details }) => [logicalId, details[0]?.cause]),
    [
      ['ByAttribute', 'Topic.Arn'],
      ['Topic', null],
    ],
  );
});

test('resources that use each other come to an end', () => {
  const pair = (name: string) => ({
    A: resource('AWS::SNS::Subscription', { TopicArn: ref('B'), Endpoint: name }),
    B: resource('AWS::SNS::Subscription', { TopicArn: ref('A') }),
  });
  deepEqual(
    predicted(pair('x'), pair('y')).map(({ logicalId, replacement }) => [logicalId, replacement]),
    [
      ['A', 'True'],
      ['B', 'Conditional'],
    ],
  );
});

test('a new resource that uses a replaced one is still added', () => {
  const topic = (TopicName: string) => resource('AWS::SNS::Topic', { TopicName });
  const after = { Topic: topic('b'), New: resource('AWS::SQS::Queue', { A: ref('Topic') }) };
  deepEqual(
    predicted({ Topic: topic('a') }, after).map(({ action }) => action),
    ['Add', 'Modify'],
  );
});

const value = fc.oneof(
  fc.constantFrom('a', 'b', 1, true, ref('A'), ref('B'), { 'Fn::GetAtt': ['A', 'Arn'] }, { 'Fn::Sub': '${B.Arn}' }),
  fc.array(fc.constantFrom('x', ref('constructor'), { 'Fn::If': ['C', 1, 2] }), { maxLength: 2 }),
);
const anyResource = fc.record({
  Type: fc.constantFrom('AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'Custom::X', 'constructor', 'AWS::RDS::DBInstance'),
  Properties: fc.dictionary(fc.constantFrom('TableName', 'TopicName', 'constructor', 'toString', 'A'), value),
  DeletionPolicy: fc.constantFrom('Retain', 'Delete', 'toString'),
});
const resources = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'constructor', 'toString', '__proto__'), anyResource);

test('from a template to itself nothing changes', () => {
  fc.assert(
    fc.property(resources, (one) => deepEqual(predictedChanges(settled(one), settled(one), schemas), [])),
    { numRuns: 200 },
  );
});

test('there and back the same resources are concerned, but for what follows from others', () => {
  const isOwn = ({ details, action }: ResourceChange) =>
    action !== 'Modify' || details.some(({ cause }) => cause === null);
  const idsOf = (changes: ResourceChange[]) => changes.filter(isOwn).map(({ logicalId }) => logicalId);
  fc.assert(
    fc.property(resources, resources, (one, other) => {
      deepEqual(idsOf(predicted(one, other)), idsOf(predicted(other, one)));
    }),
    { numRuns: 200 },
  );
});
