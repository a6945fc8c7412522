import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Decision } from '../../../scripts/iam/decide/evaluate.ts';
import { bucket, READ, readCase } from './buckets.ts';
import { type Caller, session, stranger, user } from './callers.ts';
import { allow, deny, document, PAGES } from './engine.ts';
import { ELSEWHERE } from './foreign.ts';
import type { LiveCase } from './live.ts';
import type { World } from './world.ts';

/** A call that our engine decides as the page says, and the embedded AWS does not. */
export interface LiveDifference {
  title: string;
  page: string;
  engine: Decision;
  embedded: Decision;
  make(at: World, name: string): Promise<LiveCase>;
}

export const [Allowed, ImplicitlyDenied, ExplicitlyDenied] = [
  'Allowed',
  'ImplicitlyDenied',
  'ExplicitlyDenied',
] as const;
const KEYS = `${PAGES}reference_policies_condition-keys.html`;
const PRINCIPAL = `${PAGES}reference_policies_elements_principal.html`;
const VARIABLES = `${PAGES}reference_policies_variables.html`;
const CROSS = `${PAGES}reference_policies_evaluation-logic-cross-account.html`;

const identity = [document(allow())];

/** A read of an object in a new bucket, whose statements speak of the caller. */
async function read(at: World, name: string, caller: Caller, statements: object[]): Promise<LiveCase> {
  const made = await bucket(at, name, (arn) =>
    statements.map((statement) => ({ ...statement, Action: READ, Resource: `${arn}/*` })),
  );
  return readCase(at, name, caller, made);
}

const PRINCIPALS: LiveDifference[] = [
  {
    title: 'NotPrincipal in a Deny of a bucket policy',
    page: `${PAGES}reference_policies_elements_notprincipal.html`,
    engine: ExplicitlyDenied,
    embedded: Allowed,
    make: async (at, name) => {
      const statement = { ...deny(), NotPrincipal: { AWS: `arn:aws:iam::${at.aws.accountId}:user/nobody` } };
      return read(at, name, await user(at, name, { identity }), [statement]);
    },
  },
  {
    title: 'a wildcard in the name of a principal',
    page: PRINCIPAL,
    engine: ImplicitlyDenied,
    embedded: Allowed,
    make: async (at, name) => {
      const statement = { ...allow(), Principal: { AWS: `arn:aws:iam::${at.aws.accountId}:user/*` } };
      return read(at, name, await user(at, name), [statement]);
    },
  },
  {
    title: 'the name of a principal in capitals',
    page: `${PRINCIPAL}#principal-users`,
    engine: ImplicitlyDenied,
    embedded: Allowed,
    make: async (at, name) => {
      const AWS = `arn:aws:iam::${at.aws.accountId}:user/${name.toUpperCase()}`;
      return read(at, name, await user(at, name), [{ ...allow(), Principal: { AWS } }]);
    },
  },
  {
    title: 'a user of another account whom the bucket names',
    page: CROSS,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => {
      const caller = await user(at, name, { account: ELSEWHERE, identity });
      return read(at, name, caller, [{ ...allow(), Principal: { AWS: caller.principal } }]);
    },
  },
  {
    title: 'a user of another account whom the bucket refuses',
    page: CROSS,
    engine: ExplicitlyDenied,
    embedded: Allowed,
    make: async (at, name) => {
      const caller = await user(at, name, { account: ELSEWHERE, identity });
      return read(at, name, caller, [
        { ...allow(), Principal: { AWS: ELSEWHERE } },
        { ...deny(), Principal: { AWS: caller.principal } },
      ]);
    },
  },
  {
    title: 'the Deny of a caller without credentials is explicit',
    page: `${PAGES}reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html`,
    engine: ExplicitlyDenied,
    embedded: ImplicitlyDenied,
    make: (at, name) =>
      read(at, name, stranger(at, '*', ''), [
        { ...allow(), Principal: '*' },
        { ...deny(), Principal: '*' },
      ]),
  },
];

const EVERYONE = [{ ...allow(), Principal: '*' }];
const limit = document(allow({ Action: 'ec2:*' }));

/** What everyone is granted by a resource is not limited by what a boundary or session policy leaves out. */
const LIMITS: LiveDifference[] = [
  {
    title: 'everyone may, and a user’s boundary leaves it out',
    page: PRINCIPAL,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => read(at, name, await user(at, name, { boundary: limit }), EVERYONE),
  },
  {
    title: 'everyone may, and a role’s boundary leaves it out',
    page: `${PRINCIPAL}#principal-roles`,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => read(at, name, await session(at, name, { boundary: limit }), EVERYONE),
  },
  {
    title: 'everyone may, and a session’s policy leaves it out',
    page: `${PRINCIPAL}#principal-roles`,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => read(at, name, await session(at, name, { session: [limit] }), EVERYONE),
  },
];

const CONDITIONS: LiveDifference[] = [
  {
    title: 'the aws:PrincipalArn of a session is that of its role, in an Allow',
    page: `${KEYS}#condition-keys-principalarn`,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => {
      const caller = await session(at, name);
      const Condition = { ArnEquals: { 'aws:PrincipalArn': caller.context['aws:PrincipalArn'] } };
      return read(at, name, caller, [{ ...allow({ Condition }), Principal: '*' }]);
    },
  },
  {
    title: 'the aws:PrincipalArn of a session is that of its role, in a guard',
    page: `${KEYS}#condition-keys-principalarn`,
    engine: Allowed,
    embedded: ExplicitlyDenied,
    make: async (at, name) => {
      const caller = await session(at, name, { identity });
      const Condition = { ArnNotLike: { 'aws:PrincipalArn': caller.context['aws:PrincipalArn'] } };
      return read(at, name, caller, [{ ...deny({ Condition }), Principal: '*' }]);
    },
  },
  {
    title: 'a variable in an identity policy',
    page: VARIABLES,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => {
      const Resource = `arn:aws:s3:::${name}/\${aws:username}`;
      const caller = await user(at, name, { identity: [document(allow({ Resource }))] });
      return readCase(at, name, caller, await bucket(at, name, () => []), name);
    },
  },
  {
    title: 'the * of an ARN operator ends at a colon',
    page: `${PAGES}reference_policies_elements_condition_operators.html#Conditions_ARN`,
    engine: ImplicitlyDenied,
    embedded: Allowed,
    make: async (at, name) => {
      const Condition = { ArnLike: { 's3:prefix': 'arn:aws:someservice:*:111122223333:finance/*' } };
      const caller = await user(at, name, { identity: [document(allow({ Condition }))] });
      const Prefix = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
      return {
        title: name,
        caller,
        action: 's3:ListBucket',
        resource: `arn:aws:s3:::${name}`,
        context: { 's3:prefix': Prefix },
        send: () => caller.client(S3Client).send(new ListObjectsV2Command({ Bucket: name, Prefix })),
      };
    },
  },
];

export const S3_DIFFERENCES: LiveDifference[] = [...PRINCIPALS, ...LIMITS, ...CONDITIONS];
