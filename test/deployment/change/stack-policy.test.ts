import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceChange } from '../../../scripts/aws/changes.ts';
import { policyDenials } from '../../../scripts/deployment/change/stack-policy.ts';
import { change } from '../builders.ts';

const allow = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' };
const deny = { Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: 'LogicalResourceId/Data' };
const modify = (replacement: string, more: Partial<ResourceChange> = {}) =>
  change('Data', 'Modify', { replacement, ...more });
const inPlace = modify('False');
const removed = change('Data', 'Remove');

function denied(statements: unknown, ...changes: ResourceChange[]): string[] {
  return policyDenials({ Statement: statements }, changes).map(({ action, statement }) => `${action} ${statement}`);
}

const queues = { StringEquals: { ResourceType: ['AWS::SQS::Queue'] } };
const alike = { StringLike: { ResourceType: 'AWS::SQS::*' } };
const cases: [string, unknown, ResourceChange, string[]][] = [
  ['all is allowed', [allow], inPlace, []],
  ['a statement alone', allow, removed, []],
  ['a Deny wins', [allow, deny], inPlace, ['Update:Modify 1']],
  ['a Deny wins in any order, by its Sid', [{ ...deny, Sid: 'Keep' }, allow], removed, ['Update:Delete Keep']],
  ['another resource is denied', [allow, { ...deny, Resource: 'LogicalResourceId/Other' }], inPlace, []],
  [
    'resources by a wild card',
    [allow, { ...deny, Resource: ['LogicalResourceId/D?t*'] }],
    inPlace,
    ['Update:Modify 1'],
  ],
  [
    'all but a resource',
    [{ ...allow, Resource: undefined, NotResource: 'LogicalResourceId/Data' }],
    inPlace,
    ['Update:Modify null'],
  ],
  ['all but another', [{ ...allow, Resource: undefined, NotResource: 'LogicalResourceId/Other' }], inPlace, []],
  ['nothing is said', [], inPlace, ['Update:Modify null']],
  ['adding is no matter of the policy', [deny], change('Data', 'Add'), []],
  ['only modifying is allowed', [{ ...allow, Action: 'Update:Modify' }], modify('True'), ['Update:Replace null']],
  ['what may replace counts as both', [deny], modify('Conditional'), ['Update:Modify 0', 'Update:Replace 0']],
  [
    'what may replace, with replacing denied',
    [allow, { ...deny, Action: ['Update:Replace'] }],
    modify('Conditional'),
    ['Update:Replace 1'],
  ],
  [
    'what is not known counts as anything',
    [allow, { ...deny, Action: 'Update:Delete' }],
    change('Data', 'Dynamic'),
    ['Update:Delete 1'],
  ],
  [
    'all actions but one',
    [{ ...allow, Action: undefined, NotAction: 'Update:Delete' }],
    removed,
    ['Update:Delete null'],
  ],
  ['all actions but another', [{ ...allow, Action: undefined, NotAction: 'Update:Delete' }], inPlace, []],
  ['a type', [allow, { ...deny, Resource: '*', Condition: queues }], inPlace, ['Update:Modify 1']],
  ['types by a wild card', [allow, { ...deny, Resource: '*', Condition: alike }], inPlace, ['Update:Modify 1']],
  [
    'another type',
    [allow, { ...deny, Resource: '*', Condition: queues }],
    modify('False', { type: 'AWS::SNS::Topic' }),
    [],
  ],
  ['no wild card in StringEquals', [allow, { ...deny, Condition: { StringEquals: alike.StringLike } }], inPlace, []],
  [
    'a Deny under an unknown condition',
    [allow, { ...deny, Condition: { Bool: { X: 'true' } } }],
    inPlace,
    ['Update:Modify 1'],
  ],
  ['a Deny under what is no condition', [allow, { ...deny, Condition: 'x' }], inPlace, ['Update:Modify 1']],
  [
    'a Deny under an unknown key',
    [allow, { ...deny, Condition: { StringLike: { X: '*' } } }],
    inPlace,
    ['Update:Modify 1'],
  ],
  [
    'an Allow under an unknown condition',
    [{ ...allow, Condition: { Bool: { X: 'true' } } }],
    inPlace,
    ['Update:Modify null'],
  ],
  ['an Allow for somebody', [{ ...allow, Principal: { AWS: 'arn' } }], inPlace, ['Update:Modify null']],
  ['no statements', undefined, inPlace, ['Update:Modify null']],
  ['points are points', [allow, { ...deny, Resource: 'LogicalResourceId.Data' }], inPlace, []],
];

for (const [name, statements, one, expected] of cases) test(name, () => deepEqual(denied(statements, one), expected));

test('without a policy all is allowed', () => deepEqual(policyDenials(null, [removed]), []));
