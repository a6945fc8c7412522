import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceChange } from '../../../scripts/aws/changes.ts';
import { dataAtRisk } from '../../../scripts/deployment/change/data-at-risk.ts';
import { DATA_TYPES } from '../../../scripts/deployment/change/data-types.ts';
import { predictedChanges } from '../../../scripts/deployment/change/predicted.ts';
import type { DataAtRisk } from '../../../scripts/deployment/plan.ts';
import { readHandlers } from '../../../scripts/iam/catalog/handlers.ts';
import { change, detail } from '../builders.ts';
import { resource, schemas, settled } from './builders.ts';

type Resources = Record<string, unknown>;

const TABLE = 'AWS::DynamoDB::Table';
const table = (properties: Resources, more = {}) => resource(TABLE, properties, more);
const modify = (replacement: string | null, more: Partial<ResourceChange> = {}) =>
  change('A', 'Modify', { type: TABLE, replacement, ...more });

function risks(changes: ResourceChange[], before: Resources | null, after: Resources | null, allowed: string[] = []) {
  return dataAtRisk(changes, before && settled(before), after && settled(after), schemas, new Set(allowed));
}

function toldOf(before: Resources, after: Resources): DataAtRisk[] {
  return risks(predictedChanges(settled(before), settled(after), schemas), before, after);
}

test('a removed table loses its items', () => {
  deepEqual(risks([change('A', 'Remove', { type: TABLE, physicalId: 'p-a' })], { A: table({}) }, {}), [
    {
      ...{ logicalId: 'A', type: TABLE, physicalId: 'p-a', happens: 'deleted', because: [] },
      ...{ loses: 'the items of the table', kept: null, isAllowed: false },
    },
  ]);
});

test('what has no data is no risk, and neither is what is added or changed in place', () => {
  const queueless = { A: resource('AWS::SNS::Topic') };
  deepEqual(risks([change('A', 'Remove', { type: 'AWS::SNS::Topic' })], queueless, {}), []);
  deepEqual(risks([change('A', 'Add', { type: TABLE })], null, { A: table({}) }), []);
  deepEqual(toldOf({ A: table({ Mode: 'a' }) }, { A: table({ Mode: 'b' }) }), []);
  deepEqual(risks([change('A', 'Remove', { type: 'constructor' })], null, null), []);
});

const [old, other] = [{ A: table({ TableName: 'a' }) }, { A: table({ TableName: 'b' }) }];
const outcomes: [string, ResourceChange, Resources | null, Resources | null, string | null][] = [
  ['CloudFormation says it', modify('True'), old, old, 'replaced'],
  ['it may be', modify('Conditional'), old, old, 'may be replaced'],
  ['it may be, and no schema says so', modify('Conditional'), null, null, 'may be replaced'],
  ['it says no, and the schema says otherwise', modify('False'), old, other, 'may be replaced'],
  ['it says nothing, and the schema does', modify(null), old, other, 'may be replaced'],
  [
    'it says nothing, and the schema suspects it',
    modify(null),
    old,
    { A: table({ TableName: { Ref: 'X' } }) },
    'may be replaced',
  ],
  [
    'it says no, and the schema only suspects it',
    modify('False'),
    old,
    { A: table({ TableName: { Ref: 'X' } }) },
    null,
  ],
  ['nobody says it', modify('False'), old, old, null],
  ['nobody knows before it is executed', change('A', 'Dynamic', { type: TABLE }), old, old, 'may be replaced'],
];

for (const [name, one, before, after, happens] of outcomes) {
  test(`replaced when ${name}: ${happens}`, () => deepEqual(risks([one], before, after)[0]?.happens ?? null, happens));
}

const bucket = (target: string | null, type = 'AWS::S3::Bucket') => {
  const details = target === null ? [] : [detail(target, { requiresRecreation: 'Conditionally' })];
  return change('A', 'Modify', { type, replacement: 'Conditional', details });
};
const suspicions: [string, ResourceChange, number][] = [
  ['a property that the schema lets change', bucket('Properties.LifecycleConfiguration'), 0],
  ['one that it does not', bucket('Properties.BucketName'), 1],
  ['no property', bucket('Type'), 1],
  ['nothing that is told', bucket(null), 1],
  ['a type that its schema does not decide', bucket('Properties.Mode', TABLE), 1],
];

for (const [name, one, count] of suspicions) {
  test(`CloudFormation suspects ${name}: ${count}`, () => deepEqual(risks([one], null, null).length, count));
}

test('names the properties that force it, the certain ones before the suspected', () => {
  deepEqual(toldOf(old, other)[0]?.because, ['TableName']);
  const details = [
    detail('Properties.B', { requiresRecreation: 'Conditionally' }),
    detail('Properties.C', { requiresRecreation: 'Always' }),
  ];
  deepEqual(risks([modify('True', { details })], old, old)[0]?.because, ['C']);
  deepEqual(risks([modify('Conditional', { details: details.slice(0, 1) })], old, old)[0]?.because, ['B']);
});

test('a logical id that gets another type loses what the old resource held', () => {
  const [risk] = toldOf(old, { A: resource('AWS::SNS::Topic') });
  deepEqual([risk?.type, risk?.happens, risk?.because], [TABLE, 'replaced', ['Type']]);
});

const retain = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const kept: [string, ResourceChange, Resources | null, Resources | null, string | null][] = [
  ['a deletion by the old template', change('A', 'Remove', { type: TABLE }), { A: table({}, retain) }, {}, 'Retain'],
  [
    'a database that is deleted by default',
    change('A', 'Remove', { type: 'AWS::RDS::DBInstance' }),
    { A: resource('AWS::RDS::DBInstance') },
    {},
    'Snapshot',
  ],
  ['a replacement by the new template', modify('True'), old, { A: table({}, retain) }, 'Retain'],
  ['no replacement by the old template', modify('True'), { A: table({}, retain) }, other, null],
  [
    'no replacement by what counts for deletions',
    modify('True'),
    old,
    { A: table({}, { DeletionPolicy: 'Retain' }) },
    null,
  ],
  [
    "CloudFormation's word without a template",
    change('A', 'Remove', { type: TABLE, policyAction: 'Retain' }),
    null,
    null,
    'Retain',
  ],
  [
    "CloudFormation's word on a replacement",
    modify('True', { policyAction: 'ReplaceAndSnapshot' }),
    null,
    null,
    'Snapshot',
  ],
  [
    "CloudFormation's word against the template",
    change('A', 'Remove', { type: TABLE, policyAction: 'Delete' }),
    { A: table({}, retain) },
    {},
    null,
  ],
];

for (const [name, one, before, after, policy] of kept) {
  test(`kept: ${name}: ${policy}`, () =>
    deepEqual(
      risks([one], before, after).map((risk) => risk.kept),
      [policy],
    ));
}

test('acknowledged by name', () => {
  const gone = [change('A', 'Remove', { type: TABLE }), change('B', 'Remove', { type: TABLE })];
  deepEqual(
    risks(gone, null, null, ['B']).map(({ isAllowed }) => isAllowed),
    [false, true],
  );
});

test('every type that holds data is one of CloudFormation', () => {
  const { createOnlyOf } = readHandlers();
  deepEqual(
    Object.keys(DATA_TYPES).filter((type) => createOnlyOf(type) === null),
    [],
  );
});
