import { equal, ok } from 'node:assert/strict';
import { keyTypes } from '../../scripts/iam/catalog/key-types.ts';
import { readCatalog, readConditionKeys } from '../../scripts/iam/catalog/read.ts';
import { compare, type Difference } from '../../scripts/iam/compare/compare.ts';
import { compilePolicies, decide, type Policies } from '../../scripts/iam/decide/evaluate.ts';
import { readPolicyDocument } from '../../scripts/iam/policy/read.ts';

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
export const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/App/s1`;
export const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
export const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;

export const knowledge = { keyType: keyTypes(readConditionKeys()), catalog: readCatalog() };

type Statement = Record<string, unknown>;
export type Parts = Partial<Record<keyof Policies, Statement[]>>;

export const document = (...statements: Statement[]) =>
  readPolicyDocument({ Version: '2012-10-17', Statement: statements });
export const allow = (action: unknown, resource: unknown = '*', condition?: unknown): Statement => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition === undefined ? {} : { Condition: condition }),
});
export const deny = (...given: Parameters<typeof allow>): Statement => ({ ...allow(...given), Effect: 'Deny' });
export const to = (principal: unknown, statement: Statement): Statement => ({ ...statement, Principal: principal });

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
export function difference(before: Parts, after: Parts, principal: string | null = ALICE): Difference {
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

export const identity = (...identityPolicies: Statement[]): Parts => ({ identityPolicies });
export const all = allow('*');
export const vpce = (value: string) => ({ StringEquals: { 'aws:SourceVpce': value } });
