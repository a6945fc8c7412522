import fc from 'fast-check';
import type { Request } from '../../../scripts/iam/decide/evaluate.ts';
import type { Written } from './conditions.ts';
import type { Documents, Statement } from './documents.ts';
import { type Actor, OTHER, OWN, OWN_ACTORS } from './vocabulary.ts';

const ALICE = OWN_ACTORS[0] as Actor;

/** So few words that all requests over them can be gone through, and so chosen that these are of every kind there is. */

export const TINY_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:Other', 'other:Get'];
const ACTION_PATTERNS = ['*', 's3:*', 's3:GetObject', 's3:put*', '*:Get*'];

export const TINY_RESOURCES = ['a', 'b', 'ab', 'c'].map((name) => `arn:aws:s3:::${name}`);
const RESOURCE_PATTERNS = [
  '*',
  'arn:aws:s3:::a',
  'arn:aws:s3:::a*',
  'arn:aws:s3:::?',
  'arn:aws:s3:::${aws:PrincipalTag/team}',
];

type Value = string | string[] | undefined;

interface TinyKey {
  operators: string[];
  compared: string[];
  carried: Value[];
}

const TEXT = ['StringEquals', 'StringNotEquals', 'StringEqualsIfExists', 'StringNotEqualsIfExists'];
const LIKE = ['StringLike', 'StringNotLike', 'StringLikeIfExists'];
const SETS = [
  'ForAllValues:StringEquals',
  'ForAnyValue:StringEquals',
  'ForAllValues:StringNotEquals',
  'ForAnyValue:StringNotLike',
];

const KEYS: Record<string, TinyKey> = {
  'aws:PrincipalTag/team': {
    operators: TEXT,
    compared: ['a', 'b', 'ab', 'c'],
    carried: [undefined, 'a', 'b', 'ab', 'c', 'cd'],
  },
  'aws:PrincipalTag/env': {
    operators: LIKE,
    compared: ['a*', '?b'],
    carried: [undefined, 'a', 'ab', 'xb', 'c'],
  },
  'aws:TagKeys': {
    operators: SETS,
    compared: ['x', 'y'],
    carried: [undefined, ...subsets(['x', 'y', 'z']).filter(({ length }) => length > 0)],
  },
  'aws:SecureTransport': {
    operators: ['Bool', 'BoolIfExists'],
    compared: ['true', 'false'],
    carried: [undefined, 'true', 'false'],
  },
  'aws:MultiFactorAuthAge': {
    operators: ['NumericLessThan', 'NumericEquals', 'NumericNotEquals', 'NumericGreaterThanEqualsIfExists'],
    compared: ['60', '61'],
    carried: [undefined, '59', '60', '60.5', '61', '62'],
  },
  'aws:SourceIp': {
    operators: ['IpAddress', 'NotIpAddress', 'IpAddressIfExists'],
    compared: ['10.0.0.0/8', '10.0.0.0/9'],
    carried: [undefined, '10.0.0.1', '10.200.0.1', '192.0.2.1'],
  },
};

function subsets([first, ...rest]: string[]): string[][] {
  if (first === undefined) return [[]];
  const without = subsets(rest);
  return [...without, ...without.map((some) => [first, ...some])];
}

const few = (words: string[]) => fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 2 });

const condition = fc
  .constantFrom(...Object.entries(KEYS))
  .chain(([key, { operators, compared }]) =>
    fc
      .tuple(fc.constantFrom(...operators, 'Null'), few(compared), fc.constantFrom('true', 'false'))
      .map(([operator, values, absent]): Written => ({ [operator]: { [key]: operator === 'Null' ? absent : values } })),
  );

const statement = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Deny'),
    fc.constantFrom('Action', 'Action', 'NotAction'),
    few(ACTION_PATTERNS),
    fc.constantFrom('Resource', 'Resource', 'NotResource'),
    few(RESOURCE_PATTERNS),
    fc.option(condition, { nil: {} }),
  )
  .map(([Effect, action, actions, resource, resources, Condition]) => {
    return { Effect, [action]: actions, [resource]: resources, Condition } as Statement;
  });

const statements = fc.array(statement, { maxLength: 3 });
const ofResource = fc.array(
  fc
    .tuple(fc.constantFrom('*', { AWS: OWN }, { AWS: ALICE.principal }), statement)
    .map(([Principal, rest]): Statement => ({ Principal, ...rest })),
  { maxLength: 1 },
);

const document = (Statement: Statement[]) => ({ Version: '2012-10-17' as const, Statement });

export const tinyDocuments: fc.Arbitrary<Documents> = fc
  .tuple(statements, fc.option(ofResource, { freq: 1 }), fc.option(statements, { freq: 1 }))
  .map(([identity, resource, boundary]) => ({
    identityPolicies: [document(identity)],
    resourcePolicy: resource && document(resource),
    permissionBoundary: boundary && document(boundary),
    sessionPolicies: [],
    scps: [],
    rcps: [],
  }));

/** All that the first of the actors can ask for, in all contexts that these policies speak of. */
export function* tinyRequests(action: string, resource: string, written: string): Generator<Request> {
  const spoken = Object.entries(KEYS).filter(([key]) => written.includes(key));
  const { principal, account, context } = ALICE;
  for (const resourceAccount of [OWN, OTHER]) {
    for (const drawn of contexts(spoken)) {
      yield {
        principal,
        principalAccount: account,
        action,
        resource,
        resourceAccount,
        context: { ...context, ...drawn },
      };
    }
  }
}

function contexts(spoken: [string, TinyKey][]): Request['context'][] {
  return spoken.reduce<Request['context'][]>(
    (all, [key, { carried }]) =>
      all.flatMap((before) => carried.map((value) => (value === undefined ? before : { ...before, [key]: value }))),
    [{}],
  );
}
