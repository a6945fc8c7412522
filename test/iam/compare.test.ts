import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keyTypes } from '../../scripts/iam/catalog/key-types.ts';
import { readCatalog, readConditionKeys } from '../../scripts/iam/catalog/read.ts';
import { type Comparison, compare, type Difference } from '../../scripts/iam/compare/compare.ts';
import { compareResourcePolicies } from '../../scripts/iam/compare/resource-policies.ts';
import { compilePolicies, decide, type Policies } from '../../scripts/iam/decide/evaluate.ts';
import { readPolicyDocument } from '../../scripts/iam/policy/read.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/App/s1`;
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;

const knowledge = { keyType: keyTypes(readConditionKeys()), catalog: readCatalog() };

type Statement = Record<string, unknown>;
type Parts = Partial<Record<keyof Policies, Statement[]>>;

const document = (...statements: Statement[]) => readPolicyDocument({ Version: '2012-10-17', Statement: statements });
const allow = (action: unknown, resource: unknown = '*', condition?: unknown): Statement => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition === undefined ? {} : { Condition: condition }),
});
const deny = (...given: Parameters<typeof allow>): Statement => ({ ...allow(...given), Effect: 'Deny' });
const to = (principal: unknown, statement: Statement): Statement => ({ ...statement, Principal: principal });

/** Each statement of SCPs and RCPs is a level of its own. */
function policies(parts: Parts): Policies {
  const levels = (statements: Statement[] = []) => statements.map((statement) => [document(statement)]);
  const one = (statements?: Statement[]) => (statements ? document(...statements) : null);
  return {
    identityPolicies: parts.identityPolicies ? [document(...parts.identityPolicies)] : [],
    resourcePolicy: one(parts.resourcePolicy),
    permissionBoundary: one(parts.permissionBoundary),
    sessionPolicies: parts.sessionPolicies ? [document(...parts.sessionPolicies)] : [],
    scps: levels(parts.scps),
    rcps: levels(parts.rcps),
  };
}

/** Compares, and holds every witness to what `decide` says. */
function difference(before: Parts, after: Parts, principal: string | null = ALICE): Difference {
  const sides = [before, after].map(policies) as [Policies, Policies];
  const found = compare(...sides, principal, knowledge);
  const [old, now] = sides.map(compilePolicies) as [
    ReturnType<typeof compilePolicies>,
    ReturnType<typeof compilePolicies>,
  ];
  for (const { witness } of found.gains) {
    equal(decide(witness, now).decision, 'Allowed');
    ok(decide(witness, old).decision !== 'Allowed');
  }
  for (const { witness } of found.losses) {
    equal(decide(witness, old).decision, 'Allowed');
    ok(decide(witness, now).decision !== 'Allowed');
  }
  return found;
}

const identity = (...identityPolicies: Statement[]): Parts => ({ identityPolicies });
const all = allow('*');

type Case = [title: string, before: Parts, after: Parts, verdict: Comparison, principal?: string];

const vpce = (value: string) => ({ StringEquals: { 'aws:SourceVpce': value } });
const time = (operator: string, value: string) => ({ [operator]: { 'aws:CurrentTime': value } });

const CASES: Record<string, Case[]> = {
  'Actions and resources': [
    ['an action more', identity(allow('s3:GetObject')), identity(allow(['s3:GetObject', 's3:PutObject'])), 'broader'],
    ['case and order', identity(allow(['s3:GetObject', 'ec2:*'])), identity(allow(['EC2:*', 's3:getobject'])), 'equal'],
    ['a wildcard that names no more', identity(allow('s3:*')), identity(allow(['s3:*', 's3:Get*'])), 'equal'],
    ['NotAction', identity(allow('*')), identity({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), 'narrower'],
    [
      'an action and all others are all',
      identity(all),
      identity(allow('s3:*'), { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }),
      'equal',
    ],
    ['a prefix', identity(allow('s3:*', 'arn:aws:s3:::b/*')), identity(allow('s3:*', 'arn:aws:s3:::b/a*')), 'narrower'],
    [
      'patterns that overlap',
      identity(allow('s3:*', 'arn:aws:s3:::b/*x')),
      identity(allow('s3:*', 'arn:aws:s3:::b/x*')),
      'incomparable',
    ],
    [
      'NotResource is all the rest',
      identity(all),
      identity(allow('*', 'a*'), { Effect: 'Allow', Action: '*', NotResource: 'a*' }),
      'equal',
    ],
    [
      'a Deny that hits nothing',
      identity(allow('s3:*', 'a*')),
      identity(allow('s3:*', 'a*'), deny('s3:*', 'b*')),
      'equal',
    ],
    ['a Deny', identity(allow('s3:*', 'a*')), identity(allow('s3:*', 'a*'), deny('s3:*', '*b')), 'narrower'],
  ],
  Conditions: [
    ['one dropped', identity(allow('s3:*', '*', vpce('v'))), identity(allow('s3:*')), 'broader'],
    [
      'both of two',
      identity(all),
      identity(
        allow('*', '*', { Bool: { 'aws:SecureTransport': 'true' } }),
        allow('*', '*', { BoolIfExists: { 'aws:SecureTransport': 'false' } }),
      ),
      'equal',
    ],
    [
      'a key compared with two values at once',
      identity(allow('s3:*', '*', { ...vpce('a'), StringLike: { 'aws:SourceVpce': 'b*' } })),
      identity(),
      'equal',
    ],
    [
      'a key of many values can have both',
      identity(),
      identity(
        allow('s3:*', '*', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' }, StringLike: { 'aws:TagKeys': 'b*' } }),
      ),
      'broader',
    ],
    [
      'dates that meet',
      identity(allow('s3:*', '*', time('DateLessThan', '2026-01-01'))),
      identity(allow('s3:*', '*', time('DateLessThanEquals', '2026-01-01'))),
      'broader',
    ],
    [
      'the same time in both of its keys',
      identity(
        deny('s3:*', '*', time('DateLessThan', '2026-01-01T00:00:00Z')),
        allow('s3:*', '*', time('DateLessThan', '2025-01-01T00:00:00Z')),
      ),
      identity(),
      'equal',
    ],
    [
      'addresses',
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } })),
      'equal',
    ],
    [
      'a block of addresses more',
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/9' } })),
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
      'broader',
    ],
    [
      'numbers',
      identity(allow('s3:*', '*', { NumericLessThan: { 's3:max-keys': '10' } })),
      identity(allow('s3:*', '*', { NumericLessThan: { 's3:max-keys': '11' } })),
      'broader',
    ],
    [
      'what the principal is',
      identity(allow('s3:*', '*', { ArnEquals: { 'aws:PrincipalArn': ALICE } })),
      identity(allow('s3:*')),
      'equal',
    ],
    [
      'a name that is another’s',
      identity(),
      identity(allow('s3:*', '*', { StringEquals: { 'aws:username': 'bob' } })),
      'equal',
    ],
    [
      'a void negation',
      identity(allow('s3:*')),
      identity(allow('s3:*', '*', { StringNotEquals: { 'aws:username': 'bob' } })),
      'equal',
    ],
    [
      'a variable for a name',
      identity(allow('s3:*', 'arn:aws:s3:::b/alice')),
      identity(allow('s3:*', 'arn:aws:s3:::b/${aws:username}')),
      'equal',
    ],
    [
      'a tag for a name: without the tag it is lost',
      identity(allow('s3:*', 'arn:aws:s3:::b/red')),
      identity(allow('s3:*', 'arn:aws:s3:::b/${aws:PrincipalTag/team}')),
      'incomparable',
    ],
    [
      'a tag whose value is asked for',
      identity(allow('s3:*', 'arn:aws:s3:::b/red', { StringEquals: { 'aws:PrincipalTag/team': 'red' } })),
      identity(
        allow('s3:*', 'arn:aws:s3:::b/${aws:PrincipalTag/team}', { StringEquals: { 'aws:PrincipalTag/team': 'red' } }),
      ),
      'equal',
    ],
    [
      'a default for a tag',
      identity(allow('s3:*', 'arn:aws:s3:::b/x', { Null: { 'aws:PrincipalTag/team': 'true' } })),
      identity(
        allow('s3:*', "arn:aws:s3:::b/${aws:PrincipalTag/team, 'x'}", { Null: { 'aws:PrincipalTag/team': 'true' } }),
      ),
      'equal',
    ],
  ],
  'Kinds of policy': [
    ['a boundary removed', { ...identity(all), permissionBoundary: [allow('s3:*')] }, identity(all), 'broader'],
    [
      'a boundary that restricts nothing',
      identity(allow('s3:*')),
      { ...identity(allow('s3:*')), permissionBoundary: [all] },
      'equal',
    ],
    ['a boundary does not grant', identity(), { permissionBoundary: [all] }, 'equal'],
    ['an SCP', identity(all), { ...identity(all), scps: [allow('s3:*')] }, 'narrower'],
    ['an RCP', identity(all), { ...identity(all), rcps: [all, deny('s3:*')] }, 'narrower'],
    ['a session policy', identity(all), { ...identity(all), sessionPolicies: [all] }, 'equal', SESSION],
    [
      'a resource’s policy that names the user',
      identity(),
      { resourcePolicy: [to({ AWS: ALICE }, allow('s3:*'))] },
      'broader',
    ],
    [
      'one that names the account delegates',
      identity(),
      { resourcePolicy: [to({ AWS: ACCOUNT }, allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`))] },
      'equal',
    ],
    [
      'what both grant already',
      identity(allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`)),
      {
        ...identity(allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`)),
        resourcePolicy: [to({ AWS: ALICE }, allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`))],
      },
      'equal',
    ],
    [
      'resources of two accounts: the other one’s',
      identity(allow('sqs:*', [QUEUE, QUEUE.replace(ACCOUNT, OTHER)])),
      {
        ...identity(allow('sqs:*', [QUEUE, QUEUE.replace(ACCOUNT, OTHER)])),
        resourcePolicy: [to({ AWS: ACCOUNT }, allow('sqs:*'))],
      },
      'broader',
    ],
    [
      'a key that asks its own policy',
      identity(allow('kms:*', KEY)),
      { ...identity(allow('kms:*', KEY)), resourcePolicy: [to({ AWS: ROLE }, allow('kms:*'))] },
      'narrower',
    ],
    [
      'a role named is its sessions',
      identity(),
      { resourcePolicy: [to({ AWS: ROLE }, allow('s3:*'))] },
      'broader',
      SESSION,
    ],
    [
      'a session named is its role’s',
      identity(),
      { resourcePolicy: [to({ AWS: SESSION }, allow('s3:*'))] },
      'broader',
      ROLE,
    ],
  ],
};

for (const [title, cases] of Object.entries(CASES)) {
  describe(title, () => {
    for (const [name, before, after, expected, principal] of cases) {
      test(`${name}: ${expected}`, () => {
        const found = difference(before, after, principal);
        deepEqual([found.verdict, found.undecided], [expected, []]);
        const mirrored: Record<string, string> = { broader: 'narrower', narrower: 'broader' };
        equal(difference(after, before, principal).verdict, mirrored[expected] ?? expected);
      });
    }
  });
}

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
