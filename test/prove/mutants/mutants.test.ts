import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Home, Mutant } from '../../../scripts/prove/mutants/mutant.ts';
import { mutantsOf } from '../../../scripts/prove/mutants/mutants.ts';
import { homeOf, policy } from '../documents.ts';

function told({ sense, element, text }: Mutant): string {
  return `${sense}: ${element} ${text}`;
}

function mutants(statement: object, more: Partial<Home> = {}): Mutant[] {
  return mutantsOf(homeOf(policy(statement), more));
}

function without(statement: object, what: string, more: Partial<Home> = {}): unknown {
  const found = mutants(statement, more).find((mutant) => told(mutant) === what);
  return (found?.value as { Statement: unknown[] } | undefined)?.Statement;
}

const READ = { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['a', 'b'] };

test('each action and each resource is taken away by itself, and leaves the others', () => {
  deepEqual(mutants(READ).map(told), [
    'narrower: action s3:GetObject',
    'narrower: action s3:ListBucket',
    'narrower: resource a',
    'narrower: resource b',
  ]);
  deepEqual(without(READ, 'narrower: action s3:GetObject'), [{ ...READ, Action: ['s3:ListBucket'] }]);
  deepEqual(without(READ, 'narrower: resource b'), [{ ...READ, Resource: ['a'] }]);
});

test('of one action alone the statement goes, and a policy is never empty', () => {
  const one = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'a' };
  const [mutant, ...others] = mutantsOf(homeOf(policy(one, READ))) as [Mutant, ...Mutant[]];
  deepEqual((mutant.value as { Statement: unknown }).Statement, [READ]);
  equal(others.length, 4);
  const [nothing, ...more] = without(one, 'narrower: action s3:GetObject') as { Sid: string }[];
  deepEqual([nothing?.Sid, more], ['Nothing', []]);
  deepEqual(without(one, 'narrower: action s3:GetObject', { kind: 'resource' }), []);
});

test('a change says where it is made, also where there is no list', () => {
  const [first, second] = mutants(READ);
  deepEqual([first?.at.file, second?.at.file], ['Statement/0/Action/0', 'Statement/0/Action/1']);
  const [alone] = mutantsOf(homeOf({ Statement: { Effect: 'Allow', Action: 'a:b', Resource: '*' } }));
  equal(alone?.at.file, 'Statement/Action');
});

test('a resource’s policy loses each principal, and is opened to everyone', () => {
  const both = { Effect: 'Allow', Principal: { AWS: ['arn:x:role/path/One', 'arn:x:role/Two'] }, Action: 'a:b' };
  deepEqual(mutants(both, { kind: 'resource' }).map(told), [
    'narrower: action a:b',
    'narrower: principal arn:x:role/path/One',
    'narrower: principal arn:x:role/Two',
    'wider: principal arn:x:role/path/One, arn:x:role/Two',
  ]);
  const open = without(both, 'wider: principal arn:x:role/path/One, arn:x:role/Two', { kind: 'resource' });
  deepEqual(open, [{ ...both, Principal: '*' }]);
  const [, one] = mutants(both, { kind: 'resource' });
  deepEqual(one?.touched.roles, ['One']);
});

test('the kind of a principal that was the only one goes with it', () => {
  const mixed = { Effect: 'Allow', Principal: { AWS: 'arn:x:role/One', Service: 'a.amazonaws.com' }, Action: 'a:b' };
  const rest = without(mixed, 'narrower: principal arn:x:role/One', { kind: 'resource' });
  deepEqual(rest, [{ ...mixed, Principal: { Service: 'a.amazonaws.com' } }]);
});

test('what is open to everyone is not opened, and a role’s own policy has no principals', () => {
  const open = { Effect: 'Allow', Principal: '*', Action: 'a:b', Resource: '*' };
  deepEqual(mutants(open, { kind: 'resource' }).map(told), ['narrower: action a:b']);
});

test('who names a provider and a claim of its tokens is not opened by naming none', () => {
  const federated = {
    ...{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' },
    Principal: { Federated: 'arn:aws:iam::1:oidc-provider/tokens.example.com' },
  };
  const Condition = { StringEquals: { 'tokens.example.com:sub': 'repo' } };
  const opened = (statement: object) =>
    mutants(statement, { kind: 'trust' }).filter(({ element }) => element === 'principal');
  equal(opened({ ...federated, Condition }).length, 0);
  equal(opened({ ...federated, Condition: { StringEquals: { 'tokens.example.org:sub': 'repo' } } }).length, 1);
  equal(opened(federated).length, 1);
});

test('a boundary is tried by what more it lets through', () => {
  const all = { Effect: 'Allow', Action: 'a:b', Resource: ['x', 'y'], Condition: { Bool: { 'c:d': 'true' } } };
  deepEqual(mutants(all, { kind: 'boundary' }).map(told), ['wider: condition Bool c:d']);
});

const BOUND = {
  ...{ Effect: 'Allow', Action: 'a:b', Resource: '*' },
  Condition: { StringEquals: { 'a:Key': ['1', '2'], 'b:Key': '3' }, Bool: { 'c:Key': 'true' } },
};

test('an Allow is widened by each condition, and narrowed by each of several values', () => {
  deepEqual(mutants(BOUND).map(told), [
    'narrower: action a:b',
    'narrower: condition 1',
    'narrower: condition 2',
    'wider: condition StringEquals a:Key',
    'wider: condition StringEquals b:Key',
    'wider: condition Bool c:Key',
  ]);
  const { Bool, StringEquals } = BOUND.Condition;
  const rest = without(BOUND, 'wider: condition StringEquals a:Key');
  deepEqual(rest, [{ ...BOUND, Condition: { Bool, StringEquals: { 'b:Key': '3' } } }]);
  deepEqual(without(BOUND, 'wider: condition Bool c:Key'), [{ ...BOUND, Condition: { StringEquals } }]);
  const [value] = without(BOUND, 'narrower: condition 1') as (typeof BOUND)[];
  deepEqual(value?.Condition.StringEquals, { 'a:Key': ['2'], 'b:Key': '3' });
});

test('the last condition goes with the element', () => {
  const { Condition: _, ...bare } = BOUND;
  const one = { ...bare, Condition: { Bool: { 'c:Key': 'true' } } };
  deepEqual(without(one, 'wider: condition Bool c:Key'), [bare]);
});

test('a Deny is widened by each action and resource, and narrowed by its conditions', () => {
  const deny = {
    ...{ Effect: 'Deny', Principal: '*', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: ['x', 'y'] },
    Condition: { ArnNotLike: { 'aws:PrincipalArn': ['one', 'two'] }, StringLike: { 'a:Key': ['1', '2'] } },
  };
  deepEqual(mutants(deny, { kind: 'resource' }).map(told), [
    'wider: action s3:PutObject',
    'wider: action s3:DeleteObject',
    'wider: resource x',
    'wider: resource y',
    'narrower: condition ArnNotLike aws:PrincipalArn',
    'narrower: condition one',
    'narrower: condition two',
    'narrower: condition StringLike a:Key',
    'wider: condition 1',
    'wider: condition 2',
  ]);
});

test('less of a role’s policy concerns the role; more of it whoever holds the same', () => {
  const [less] = mutants(BOUND);
  deepEqual(less?.touched, { roles: ['Worker'], actions: ['a:b'], resources: ['*'] });
  const more = mutants(BOUND).find(({ sense }) => sense === 'wider');
  deepEqual(more?.touched.roles, null);
});

test('a trust speaks of its role, and `*` in a key’s policy of the key', () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const [assume] = mutants(trust, { kind: 'trust' });
  deepEqual(assume?.touched, { roles: null, actions: ['sts:AssumeRole'], resources: ['arn:*:iam::*:role/*Worker'] });
  const use = { Effect: 'Allow', Principal: { AWS: 'arn:x:role/R' }, Action: 'kms:Decrypt', Resource: '*' };
  const [decrypt] = mutants(use, { kind: 'resource', logicalId: 'Key' });
  deepEqual(decrypt?.touched.resources, ['arn:aws:kms:us-east-1:111122223333:key/k']);
});

test('what is no document has no mutants', () => {
  for (const value of [null, 'text', {}, { Statement: 'text' }, { Statement: [null, 1] }]) {
    deepEqual(mutantsOf(homeOf(value)), []);
  }
});
