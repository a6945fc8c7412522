import { RELATIONS } from './conditions.ts';
import { allow, deny, document } from './engine.ts';

/** The account that asks the simulator: read as a number and as seconds since the epoch it is 2026-01-01T00:00:00Z. */
export const ACCOUNT = '001767225600';
export const REGION = 'us-east-1';
export const READ = 's3:GetObject';
export const WRITE = 's3:PutObject';
export const OBJECT = 'arn:aws:s3:::bucket/k';

/** What the embedded AWS's simulator puts into every request; it takes nothing else. The time is the present one. */
export const CONTEXT: Record<string, string> = {
  'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:root`,
  'aws:PrincipalAccount': ACCOUNT,
  'aws:PrincipalType': 'User',
  'aws:CurrentTime': new Date().toISOString(),
  'aws:EpochTime': String(Math.floor(Date.now() / 1000)),
  'aws:RequestedRegion': REGION,
  'aws:SecureTransport': 'false',
  'aws:SourceIp': '127.0.0.1',
  'aws:ResourceAccount': ACCOUNT,
};

const ABSENT = 'aws:SourceVpce';

type Values = string | number | boolean | (string | number | boolean)[];

interface Family {
  operators: string[];
  /** A key of the context, and what policies compare it with. */
  keys: Record<string, Values[]>;
}

const arn = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

const FAMILIES: Family[] = [
  {
    operators: ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    keys: {
      'aws:RequestedRegion': [REGION, 'US-East-1', 'eu-west-1', 'us-*', '', ['eu-west-1', REGION], ['a', 'US-EAST-1']],
    },
  },
  {
    operators: ['StringLike', 'StringNotLike'],
    keys: {
      'aws:RequestedRegion': [
        [REGION, 'US-*', 'us-*', '*', '*-*-*', 'us-????-?', 'us-????-??', '?', '', '*eas', 'us**1'],
        [
          ['eu-*', 'us-*'],
          ['eu-*', 'ap-*'],
        ],
      ].flat(),
    },
  },
  {
    operators: RELATIONS.map((relation) => `Numeric${relation}`),
    keys: {
      'aws:PrincipalAccount': [
        ['1767225600', '1767225600.0', '1.7672256e9', 1767225600, '1767225599.5', '1767225601', '-1'],
        [
          [1, 1767225600],
          ['0', '1767225602'],
        ],
      ].flat(),
    },
  },
  {
    operators: RELATIONS.map((relation) => `Date${relation}`),
    keys: {
      'aws:PrincipalAccount': [
        ['2026-01-01T00:00:00Z', '2026-01-01', '2026-01-01T01:30:00+01:30', '1767225600'],
        ['2025-12-31T23:59:59Z', '2026-01-01T00:00:01Z', '2026-01-02'],
        [
          ['2020-01-01', '2026-01-01'],
          ['2020-01-01', '2030-01-01'],
        ],
      ].flat(),
      'aws:CurrentTime': ['2020-02-29T12:00Z', '2200-01-01T00:00:00Z', '1577836800', '7258118400'],
    },
  },
  { operators: ['Bool'], keys: { 'aws:SecureTransport': ['false', 'true', 'FALSE', false, true, ['true', 'false']] } },
  {
    operators: ['IpAddress', 'NotIpAddress'],
    keys: {
      'aws:SourceIp': [
        ['127.0.0.1', '127.0.0.1/32', '127.0.0.0/8', '127.0.0.2/31', '0.0.0.0/0', '10.0.0.0/8', '::/0', '::1'],
        [
          ['10.0.0.0/8', '127.0.0.0/30'],
          ['10.0.0.0/8', '2001:db8::/32'],
        ],
      ].flat(),
    },
  },
  {
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    keys: {
      'aws:PrincipalArn': [
        [arn('root'), arn('ROOT'), arn('user/root'), arn('ro?t'), arn('*'), 'arn:aws:iam::*:root'],
        ['arn:*:*:*:*:*', 'arn:aws:iam:?:*:root', 'arn:aws:sts::*:root', 'arn:aws:iam::0*0:r*'],
        [
          [arn('user/a'), arn('root')],
          [arn('user/a'), arn('role/*')],
        ],
      ].flat(),
    },
  },
  { operators: ['BinaryEquals'], keys: { 'aws:PrincipalType': ['User', 'VXNlcg==', ['VXNlcg==', 'User']] } },
];

/** One condition, as an Allow for `READ` and as a Deny for `WRITE`, which is allowed otherwise. */
interface ConditionCase {
  title: string;
  policy: object;
}

/** Cases by operator: with each quantifier, with and without IfExists, on a key that is there and on one that is not. */
export function conditionCases(): Map<string, ConditionCase[]> {
  const found = FAMILIES.flatMap(({ operators, keys }) =>
    operators.map((operator): [string, ConditionCase[]] => [operator, operatorCases(operator, keys)]),
  );
  return new Map([...found, ['Null', nullCases()]]);
}

function operatorCases(operator: string, keys: Family['keys']): ConditionCase[] {
  return ['', 'ForAllValues:', 'ForAnyValue:'].flatMap((quantifier) =>
    Object.entries(keys).flatMap(([key, list]) => {
      const name = `${quantifier}${operator}`;
      const plain = list.map((values) => caseOf(name, key, values));
      const absent = caseOf(name, ABSENT, list[0] ?? '');
      // IfExists changes nothing for a key that is there: a few values show it.
      const lenient = list.slice(0, 3).map((values) => caseOf(`${name}IfExists`, key, values));
      return [...plain, absent, ...lenient, caseOf(`${name}IfExists`, ABSENT, list[0] ?? '')];
    }),
  );
}

function nullCases(): ConditionCase[] {
  return [...Object.keys(CONTEXT), ABSENT].flatMap((key) =>
    ['true', 'false', true, false].map((value) => caseOf('Null', key, value)),
  );
}

function caseOf(operator: string, key: string, values: Values): ConditionCase {
  const Condition = { [operator]: { [key]: values } };
  return {
    title: JSON.stringify(Condition),
    policy: document(allow({ Action: READ, Condition }), allow({ Action: WRITE }), deny({ Action: WRITE, Condition })),
  };
}
