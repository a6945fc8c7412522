import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  compilePolicies,
  decide,
  NO_POLICIES,
  type Policies,
  type Request,
} from '../../scripts/iam/decide/evaluate.ts';
import { readPolicyDocument } from '../../scripts/iam/policy/read.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/App/s1`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/App`;

const document = (...statements: object[]) => readPolicyDocument({ Version: '2012-10-17', Statement: statements });
const allow = (more: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' });
const to = (principal: string) => ({ Principal: { AWS: principal } });
const all = document(allow());
const nothing = document(allow({ Action: 'ec2:*' }));

function verdict(policies: Partial<Policies>, request: Partial<Request> = {}) {
  return decide(
    {
      principal: ALICE,
      principalAccount: ACCOUNT,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
      resourceAccount: ACCOUNT,
      context: {},
      ...request,
    },
    compilePolicies({ ...NO_POLICIES, ...policies }),
  );
}

type Case = [title: string, policies: Partial<Policies>, request: Partial<Request>, expected: string];

const session: Partial<Request> = { principal: SESSION };
const elsewhere: Partial<Request> = { resourceAccount: OTHER };
const decrypt: Partial<Request> = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1` };
const assume: Partial<Request> = { action: 'sts:AssumeRole', resource: ROLE };

const CASES: Record<string, Case[]> = {
  'Policy evaluation logic': [
    ['nothing applies', {}, {}, 'ImplicitlyDenied'],
    ['an identity policy allows', { identityPolicies: [all] }, {}, 'Allowed'],
    ['a Deny wins over an Allow', { identityPolicies: [all, document(deny())] }, {}, 'ExplicitlyDenied'],
    ['a boundary restricts', { identityPolicies: [all], permissionBoundary: nothing }, {}, 'ImplicitlyDenied'],
    ['a boundary does not grant', { permissionBoundary: all }, {}, 'ImplicitlyDenied'],
    ['session policies restrict', { identityPolicies: [all], sessionPolicies: [nothing] }, session, 'ImplicitlyDenied'],
    ['each SCP level must allow', { identityPolicies: [all], scps: [[all], [nothing]] }, {}, 'ImplicitlyDenied'],
    ['one SCP of a level suffices', { identityPolicies: [all], scps: [[nothing, all]] }, {}, 'Allowed'],
    ['each RCP level must allow', { identityPolicies: [all], rcps: [[nothing]] }, {}, 'ImplicitlyDenied'],
    ['an SCP does not grant', { scps: [[all]] }, {}, 'ImplicitlyDenied'],
    ['a Deny in an RCP', { identityPolicies: [all], rcps: [[all, document(deny())]] }, {}, 'ExplicitlyDenied'],
  ],
  'Resource-based policies in one account': [
    ['naming the user suffices', { resourcePolicy: document(allow(to(ALICE))) }, {}, 'Allowed'],
    ['naming everyone suffices', { resourcePolicy: document(allow(to('*'))) }, {}, 'Allowed'],
    ['naming the account delegates', { resourcePolicy: document(allow(to(ACCOUNT))) }, {}, 'ImplicitlyDenied'],
    [
      'a user named is past the boundary’s implicit deny',
      { resourcePolicy: document(allow(to(ALICE))), permissionBoundary: nothing },
      {},
      'Allowed',
    ],
    [
      'a role named is not',
      { resourcePolicy: document(allow(to(ROLE))), permissionBoundary: nothing },
      session,
      'ImplicitlyDenied',
    ],
    [
      'a session named is past boundary and session policies',
      { resourcePolicy: document(allow(to(SESSION))), permissionBoundary: nothing, sessionPolicies: [nothing] },
      session,
      'Allowed',
    ],
    ['a role with a path is its sessions’ role', { resourcePolicy: document(allow(to(ROLE))) }, session, 'Allowed'],
    [
      'an SCP restricts whoever is named',
      { resourcePolicy: document(allow(to(ALICE))), scps: [[nothing]] },
      {},
      'ImplicitlyDenied',
    ],
    [
      'NotPrincipal in a Deny spares who is named with the account',
      { identityPolicies: [all], resourcePolicy: document({ ...deny(), NotPrincipal: { AWS: [ALICE, ACCOUNT] } }) },
      {},
      'Allowed',
    ],
    [
      'NotPrincipal in a Deny hits who is named without the account',
      { identityPolicies: [all], resourcePolicy: document({ ...deny(), NotPrincipal: { AWS: ALICE } }) },
      {},
      'ExplicitlyDenied',
    ],
    [
      'NotPrincipal in a Deny with the account alone spares none of its users',
      { identityPolicies: [all], resourcePolicy: document({ ...deny(), NotPrincipal: { AWS: ACCOUNT } }) },
      {},
      'ExplicitlyDenied',
    ],
    [
      'NotPrincipal in a Deny spares a session that is named with its role and account',
      {
        identityPolicies: [all],
        resourcePolicy: document({ ...deny(), NotPrincipal: { AWS: [SESSION, ROLE, ACCOUNT] } }),
      },
      session,
      'Allowed',
    ],
    [
      'NotPrincipal in a Deny spares nobody who has a boundary',
      {
        identityPolicies: [all],
        permissionBoundary: all,
        resourcePolicy: document({ ...deny(), NotPrincipal: { AWS: [ALICE, ACCOUNT] } }),
      },
      {},
      'ExplicitlyDenied',
    ],
    [
      'everyone named is past the boundary’s implicit deny, a role named beside it or not',
      { resourcePolicy: document(allow(to('*')), allow(to(ROLE))), permissionBoundary: nothing },
      session,
      'Allowed',
    ],
    ['the root user needs no policy', {}, { principal: ROOT }, 'Allowed'],
    [
      'the root user needs a key’s policy',
      { resourcePolicy: document(allow(to(ALICE))) },
      { ...decrypt, principal: ROOT },
      'ImplicitlyDenied',
    ],
    [
      'a Deny binds the root user',
      { resourcePolicy: document(deny(to(ROOT))) },
      { principal: ROOT },
      'ExplicitlyDenied',
    ],
    ['an SCP restricts the root user', { scps: [[nothing]] }, { principal: ROOT }, 'ImplicitlyDenied'],
    [
      'the root user of another account needs the resource’s policy',
      {},
      { ...elsewhere, principal: ROOT },
      'ImplicitlyDenied',
    ],
    [
      'NotPrincipal in a Deny hits the others',
      { identityPolicies: [all], resourcePolicy: document({ ...deny(), NotPrincipal: { AWS: ROLE } }) },
      {},
      'ExplicitlyDenied',
    ],
  ],
  'Cross-account access': [
    ['the identity policy alone', { identityPolicies: [all] }, elsewhere, 'ImplicitlyDenied'],
    ['the resource policy alone', { resourcePolicy: document(allow(to(ALICE))) }, elsewhere, 'ImplicitlyDenied'],
    ['both', { identityPolicies: [all], resourcePolicy: document(allow(to(ACCOUNT))) }, elsewhere, 'Allowed'],
    [
      'both, but a boundary',
      { identityPolicies: [all], resourcePolicy: document(allow(to(ALICE))), permissionBoundary: nothing },
      elsewhere,
      'ImplicitlyDenied',
    ],
    [
      'everyone, anonymously',
      { resourcePolicy: document(allow(to('*'))) },
      { principal: '*', principalAccount: '' },
      'Allowed',
    ],
    [
      'an account, anonymously',
      { resourcePolicy: document(allow(to(ACCOUNT))) },
      { principal: '*' },
      'ImplicitlyDenied',
    ],
    [
      'a service that is named',
      { resourcePolicy: document(allow({ Principal: { Service: 's3.amazonaws.com' } })) },
      { principal: 's3.amazonaws.com', principalAccount: '' },
      'Allowed',
    ],
  ],
  'Keys and trust': [
    [
      'a key policy that does not name the account',
      { identityPolicies: [all], resourcePolicy: document(allow(to(ROLE))) },
      decrypt,
      'ImplicitlyDenied',
    ],
    [
      'a key policy that lets the account decide',
      { identityPolicies: [all], resourcePolicy: document(allow(to(ACCOUNT))) },
      decrypt,
      'Allowed',
    ],
    [
      'trust that names the user',
      { resourcePolicy: document({ ...allow(to(ALICE)), Resource: undefined }) },
      assume,
      'Allowed',
    ],
    ['trust that names the account', { resourcePolicy: document(allow(to(ACCOUNT))) }, assume, 'ImplicitlyDenied'],
    [
      'trust that names somebody else',
      { identityPolicies: [all], resourcePolicy: document(allow(to(ROLE))) },
      assume,
      'ImplicitlyDenied',
    ],
  ],
};

for (const [page, cases] of Object.entries(CASES)) {
  describe(page, () => {
    for (const [title, policies, request, expected] of cases) {
      test(`${title}: ${expected}`, () => equal(verdict(policies, request).decision, expected));
    }
  });
}

test('a decision names the statements that made it so', () => {
  const { by } = verdict({ identityPolicies: [nothing, document(allow({ Sid: 'Mine' }), deny({ Sid: 'No' }))] });
  deepEqual(
    by.map(({ kind, document: place, statement }) => [kind, place, statement.sid]),
    [['identity', 1, 'No']],
  );
});

test('an implicit deny names what had to allow', () => {
  deepEqual(verdict({ identityPolicies: [all], permissionBoundary: nothing }).missing, ['boundary']);
  deepEqual(verdict({ identityPolicies: [all], scps: [[nothing]] }).missing, ['scp']);
  deepEqual(verdict({}).missing, ['identity']);
  const named = document(allow(to(`arn:aws:iam::${ACCOUNT}:role/App`)));
  const bounded = { resourcePolicy: named, permissionBoundary: nothing };
  deepEqual(verdict(bounded, { principal: SESSION }).missing, ['boundary']);
  deepEqual(verdict({ identityPolicies: [all] }, elsewhere).missing, ['resource']);
});
