import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Difference } from '../../scripts/iam/compare/compare.ts';
import { compareResourcePolicies } from '../../scripts/iam/compare/resource-policies.ts';
import { ALICE, all, allow, deny, difference, document, identity, knowledge, OTHER, to, vpce } from './sides.ts';

const shape = ({ actions, notActions, resources, notResources, principals }: Difference['gains'][number]) => ({
  actions,
  ...(notActions ? { notActions } : {}),
  resources,
  ...(notResources ? { notResources } : {}),
  ...(principals ? { principals } : {}),
});

describe('Gains as a person would write them', () => {
  test('spelled as the policy spells them', () => {
    const { gains } = difference(identity(), identity(allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::b/*')));
    deepEqual(gains.map(shape), [{ actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::b/*'] }]);
  });

  test('less what was there before', () => {
    const { gains } = difference(identity(allow('s3:Get*', 'a*')), identity(allow('s3:*', '*')));
    deepEqual(gains.map(shape), [
      { actions: ['s3:*'], notActions: ['s3:Get*'], resources: ['*'] },
      { actions: ['s3:Get*'], resources: ['*'], notResources: ['a*'] },
    ]);
  });

  test('patterns that overlap by what they share', () => {
    const { gains } = difference(identity(allow('s3:*', 'b/*'), deny('s3:*', '*/x*')), identity(allow('s3:*', 'b/*')));
    deepEqual(gains.map(shape), [{ actions: ['s3:*'], resources: ['b/x*', 'b/*/x*'] }]);
  });

  test('the most dangerous first', () => {
    const { gains } = difference(
      identity(),
      identity(
        allow('s3:ListBucket', 'l'),
        allow('s3:GetObject', 'g'),
        allow('iam:PassRole', 'p'),
        allow('s3:PutObject', 'w'),
      ),
    );
    deepEqual(
      gains.map(({ actions }) => actions[0]),
      ['iam:PassRole', 's3:PutObject', 's3:GetObject', 's3:ListBucket'],
    );
  });

  test('a witness is a request that AWS knows', () => {
    const [gain] = difference(identity(), identity(allow('s3:*'))).gains;
    equal(gain?.witness.action, 's3:GetObject');
    ok(gain?.witness.resource.startsWith('arn:aws:s3:::'));
    equal(gain?.witness.context['aws:PrincipalArn'], ALICE);
  });
});

describe('Everybody', () => {
  const opened = (principal: unknown, condition?: unknown) =>
    compareResourcePolicies(
      null,
      document(to(principal, allow('s3:GetObject', 'arn:aws:s3:::b/*', condition))),
      null,
      knowledge,
    );

  test('an account: its users and roles', () => {
    const { verdict, gains } = opened({ AWS: OTHER });
    equal(verdict, 'broader');
    deepEqual(gains[0]?.principals, [`arn:aws:iam::${OTHER}:role/*`, `arn:aws:iam::${OTHER}:user/*`]);
  });

  test('the public: without a signature too', () => {
    equal(opened('*').gains[0]?.principals?.[0], '*');
  });

  test('the public but for an organisation: nobody without a signature', () => {
    const { gains } = opened('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } });
    equal(gains[0]?.witness.context['aws:PrincipalOrgID'], 'o-1');
  });

  test('a service', () => {
    deepEqual(opened({ Service: 'logging.s3.amazonaws.com' }).gains[0]?.principals, ['logging.s3.amazonaws.com']);
  });

  test('the users of an unnamed account that a condition asks for', () => {
    const asked = allow('s3:*', '*', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/ops/*' } });
    const [gain] = difference(identity(), identity(asked), null).gains;
    ok(gain?.witness.principal.includes(':user/ops/'));
    equal(gain?.witness.context['aws:PrincipalArn'], gain?.witness.principal);
    equal(gain?.witness.context['aws:username'], gain?.witness.principal.split('/').at(-1));
  });
});

describe('Keys that say the same thing twice', () => {
  test('the name of an unnamed user is the end of its ARN, which something else may be asked of too', () => {
    const asked = {
      StringEquals: { 'aws:username': 'bob' },
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' },
    };
    const [gain] = difference(identity(), identity(allow('s3:*', '*', asked)), null).gains;
    equal(gain?.witness.context['aws:username'], 'bob');
    ok(gain?.witness.principal.endsWith('/bob'));
  });

  const year = (key: string, first: number, last: number) => ({
    DateGreaterThan: { [key]: `${first}-01-01T00:00:00Z` },
    DateLessThan: { [key]: `${last}-01-01T00:00:00Z` },
  });
  for (const [wide, narrow] of [
    ['aws:CurrentTime', 'aws:EpochTime'],
    ['aws:EpochTime', 'aws:CurrentTime'],
  ] as const) {
    test(`the one time that suits both keys is found: ${narrow} within ${wide}`, () => {
      const [outer, inner] = [year(wide, 2020, 2029), year(narrow, 2024, 2025)];
      const asked = {
        DateGreaterThan: { ...outer.DateGreaterThan, ...inner.DateGreaterThan },
        DateLessThan: { ...outer.DateLessThan, ...inner.DateLessThan },
      };
      const [gain] = difference(identity(), identity(allow('s3:*', '*', asked))).gains;
      const said = gain?.witness.context ?? {};
      ok(Number(said['aws:EpochTime']) > 0);
      equal(Date.parse(String(said['aws:CurrentTime'])), Number(said['aws:EpochTime']) * 1000);
    });
  }
});

describe('What cannot be decided', () => {
  test('patterns that combine in too many ways are undecided, and count as gained and lost', () => {
    const wild = Array.from({ length: 16 }, (_, index) => `*${String.fromCharCode(97 + index)}????????????????`);
    const found = difference(
      identity(...wild.map((resource) => allow('s3:GetObject', resource, vpce(resource)))),
      identity(all),
    );
    equal(found.verdict, 'incomparable');
    ok(found.undecided[0]?.reason.includes('more ways'));
  });

  test('a key tested as text and as a number', () => {
    const both = { NumericLessThan: { 'acme:size': '10' }, StringLike: { 'acme:size': '9*' } };
    const found = difference(identity(), identity(allow('s3:*', '*', both)));
    ok(found.verdict !== 'equal');
  });
});
