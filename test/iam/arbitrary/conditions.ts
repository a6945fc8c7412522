import fc from 'fast-check';
import { OTHER, OWN } from './vocabulary.ts';

/** As a document writes it: operator, key, values. */
export type Written = Record<string, Record<string, string | string[]>>;

/** What requests carry in a key, and what policies compare it with. */
interface Key {
  name: string;
  operators: string[];
  values: string[];
  /** Single values of a request; null for a key that the request's principal or time settles. */
  carried: string[] | null;
  multivalued?: true;
}

const negatable = (...operators: string[]) => operators.flatMap((name) => [name, `${name}IfExists`]);
const TEXT = [
  ...negatable('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'),
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
];
const ARN = negatable('ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals');
const SETS = ['ForAllValues', 'ForAnyValue'].flatMap((quantifier) =>
  ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase'].map(
    (operator) => `${quantifier}:${operator}`,
  ),
);
const RELATIONS = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const DATE = RELATIONS.flatMap((relation) => negatable(`Date${relation}`));
const NUMERIC = RELATIONS.flatMap((relation) => negatable(`Numeric${relation}`));

export const INSTANTS = ['2026-03-01T00:00:00Z', '2026-03-01T08:30:00Z', '2026-03-02T00:00:00Z'];
const EPOCHS = INSTANTS.map((instant) => String(Date.parse(instant) / 1000));

export const KEYS: Key[] = [
  {
    name: 'aws:PrincipalTag/team',
    operators: TEXT,
    values: ['alice', 'Alice', 'bob', 'a*', '*b', '${aws:username}', 'none'],
    carried: ['alice', 'Alice', 'bob', 'ab', 'none'],
  },
  {
    name: 's3:prefix',
    operators: TEXT,
    values: ['', 'alice/x', '${aws:username}/x', '${aws:PrincipalTag/team}/x', '*x', 'data'],
    carried: ['alice/x', 'bob/x', 'data', 'x', 'alice/'],
  },
  {
    name: 'aws:CalledVia',
    operators: SETS,
    values: ['athena.amazonaws.com', 'glue.amazonaws.com', '*.amazonaws.com', 'a*'],
    carried: ['athena.amazonaws.com', 'glue.amazonaws.com', 'elsewhere'],
    multivalued: true,
  },
  {
    name: 'aws:TagKeys',
    operators: [...SETS, 'StringEquals', 'StringNotLike'],
    values: ['team', 'Team', 'cost', '?o*', '${aws:username}'],
    carried: ['team', 'Team', 'cost', 'color', 'alice'],
    multivalued: true,
  },
  {
    name: 'aws:SecureTransport',
    operators: negatable('Bool'),
    values: ['true', 'false', 'True'],
    carried: ['true', 'false'],
  },
  { name: 'aws:CurrentTime', operators: DATE, values: INSTANTS, carried: null },
  { name: 'aws:EpochTime', operators: [...DATE, ...NUMERIC], values: EPOCHS, carried: null },
  {
    name: 'aws:MultiFactorAuthAge',
    operators: NUMERIC,
    values: ['60', '3600', '0'],
    carried: ['0', '59', '60', '61.5', '3600', '4000'],
  },
  {
    name: 'aws:SourceIp',
    operators: negatable('IpAddress', 'NotIpAddress'),
    values: ['10.0.0.0/8', '10.1.0.0/16', '192.0.2.7', '2001:db8::/32'],
    carried: ['10.0.0.1', '10.1.2.3', '192.0.2.7', '198.51.100.1', '2001:db8::5', 'fe80::1'],
  },
  {
    name: 'aws:PrincipalArn',
    operators: [...ARN, 'StringLike', 'StringNotEquals'],
    values: [
      `arn:aws:iam::${OWN}:user/alice`,
      'arn:aws:iam::*:user/*',
      `arn:aws:iam::${OWN}:role/*`,
      '*/alice',
      `arn:aws:iam::${OTHER}:*`,
      'arn:aws:iam::*:user/${aws:username}',
    ],
    carried: null,
  },
  { name: 'aws:PrincipalAccount', operators: TEXT, values: [OWN, OTHER], carried: null },
  { name: 'aws:PrincipalType', operators: TEXT, values: ['User', 'AssumedRole', 'Anonymous'], carried: null },
  { name: 'aws:username', operators: TEXT, values: ['alice', 'b*', '${aws:PrincipalTag/team}'], carried: null },
  { name: 'aws:userid', operators: TEXT, values: ['AIDA*', '*:s1', 'AROAAPP:*'], carried: null },
];

const NULL = { operators: ['Null'], values: ['true', 'false'] };

const oneOfKey = fc
  .constantFrom(...KEYS)
  .chain((key) =>
    fc.tuple(fc.constant(key.name), fc.oneof({ arbitrary: fc.constant(key), weight: 6 }, fc.constant(NULL))),
  )
  .chain(([name, { operators, values }]) =>
    fc.tuple(
      fc.constant(name),
      fc.constantFrom(...operators),
      fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
    ),
  );

/** None, one or two operators, each with a key. */
export const conditions: fc.Arbitrary<Written> = fc
  .oneof({ arbitrary: fc.constant([]), weight: 2 }, { arbitrary: fc.array(oneOfKey, { maxLength: 2 }), weight: 3 })
  .map((all) => {
    const written: Written = {};
    for (const [name, operator, values] of all) written[operator] = { ...written[operator], [name]: values };
    return written;
  });
