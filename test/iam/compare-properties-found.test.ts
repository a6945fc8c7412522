import { deepEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { difference, isInside, restrictedTo } from './arbitrary/comparing.ts';
import type { Document, Documents, Statement } from './arbitrary/documents.ts';
import { OWN } from './arbitrary/vocabulary.ts';

/** Small examples on which the comparison once did not hold what it promises. */

const ALICE = `arn:aws:iam::${OWN}:user/alice`;
const document = (...statements: Statement[]): Document => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string, Resource = '*', more: Partial<Statement> = {}): Statement => {
  return { Effect: 'Allow', Action, Resource, ...more };
};
const policies = (some: Partial<Documents>): Documents => ({
  identityPolicies: [],
  resourcePolicy: null,
  permissionBoundary: null,
  sessionPolicies: [],
  scps: [],
  rcps: [],
  ...some,
});
const everything = { identityPolicies: [document(allow('*'))] };
const toAll = { Principal: '*' };

describe('what restricts and allows nothing is not the same as what is not there', () => {
  const nothing: Record<string, Partial<Documents>> = {
    boundary: { permissionBoundary: document() },
    'session policy': { sessionPolicies: [document()] },
    'level of SCPs': { scps: [[document()]] },
    'level of RCPs': { rcps: [[]] },
  };
  for (const [name, restriction] of Object.entries(nothing)) {
    test(name, () => {
      const before = policies({ ...everything, ...restriction });
      deepEqual(difference(before, policies(everything), ALICE).verdict, 'broader');
    });
  }
});

test('an identity policy is not one of the services that a resource policy names', () => {
  const resourcePolicy = document(allow('s3:PutObject', '*', { Principal: { Service: 's3.amazonaws.com' } }));
  const before = policies({ identityPolicies: [document(allow('s3:GetObject'))], resourcePolicy });
  const { verdict, undecided } = difference(before, policies({ resourcePolicy }), null);
  deepEqual({ verdict, undecided }, { verdict: 'narrower', undecided: [] });
});

test('a witness’s context is found for its own action', () => {
  const tags = (operator: string) => ({ Condition: { [operator]: { 'aws:TagKeys': 'x' } } });
  const before = policies({
    identityPolicies: [document(allow('s3:put*', '*', tags('ForAnyValue:StringNotLike')))],
  });
  const deny: Statement = {
    Effect: 'Deny',
    NotAction: '*:Get*',
    NotResource: 'arn:aws:s3:::a*',
    ...tags('ForAllValues:StringEquals'),
  };
  const allowed: Statement = { Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' };
  const after = policies({ identityPolicies: [document(deny, allowed)] });
  const { gains, undecided } = difference(before, after, ALICE);
  deepEqual(undecided, []);
  ok(gains.some((gain) => isInside('s3:Other', 'arn:aws:s3:::b', gain)));
});

test('a witness’s account is found for its own action', () => {
  const crypt = allow('*crypt');
  const before = policies({
    identityPolicies: [document(crypt)],
    resourcePolicy: document(allow('sts:*', 'arn:aws:s3:::x', toAll)),
  });
  const after = policies({ identityPolicies: [document(crypt, allow('sts:*'))], resourcePolicy: document() });
  deepEqual(difference(before, after, ALICE).undecided, []);
});

describe('a resource inside a gain is newly allowed', () => {
  const examples: Record<string, [granted: string, touched: string, principal: string | null]> = {
    'a star that is a star': ['arn:aws:s3:::a${*}', 'arn:aws:s3:::ab', ALICE],
    'names have no slash': ['arn:aws:s3:::data/${aws:username}', 'arn:aws:s3:::data/x/y', null],
  };
  for (const [name, [granted, touched, principal]] of Object.entries(examples)) {
    test(name, () => {
      const before = policies({});
      const after = policies({ identityPolicies: [document(allow('s3:GetObject', granted))] });
      const { gains } = difference(before, after, principal);
      const [old, now] = [before, after].map((side) => restrictedTo(side, 's3:GetObject', touched));
      const only = old && now && difference(old, now, principal);
      deepEqual(
        gains.some((gain) => isInside('s3:GetObject', touched, gain)),
        (only?.gains.length ?? 0) > 0,
      );
    });
  }
});

test('a variable of the resource is compared with another key', () => {
  const sameTeam = { Condition: { StringEquals: { 's3:prefix': '${aws:PrincipalTag/team}' } } };
  const after = policies({
    identityPolicies: [document(allow('s3:GetObject', 'arn:aws:s3:::data/${aws:PrincipalTag/team}/*', sameTeam))],
  });
  const restricted = restrictedTo(after, 's3:GetObject', 'arn:aws:s3:::data/bob/x');
  deepEqual(difference(policies({}), restricted, ALICE).verdict, 'broader');
});

test('a witness is inside its gain where a star reaches past the account', () => {
  const sides = {
    ...everything,
    sessionPolicies: [document(allow('*', '*:role/*'))],
    rcps: [[document(allow('*', 'arn:aws:sqs:us-east-1:*:jobs', toAll))]],
  };
  const before = policies({ ...sides, resourcePolicy: document(allow('*', `arn:aws:sqs:*:${OWN}:*`, toAll)) });
  const after = policies({ ...sides, resourcePolicy: document() });
  for (const loss of difference(before, after, null).losses) {
    ok(isInside(loss.witness.action, loss.witness.resource, loss), JSON.stringify(loss));
  }
});
