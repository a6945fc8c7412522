import { UserError } from '../cli/errors.ts';
import type { Policies, Request } from './decide/evaluate.ts';
import type { PolicyDocument } from './policy/document.ts';
import { NotAPolicy, readPolicyDocument } from './policy/read.ts';
import { field } from './statements.ts';

/** A case of `can --batch`: what applies, and what is asked. */
export interface EvaluationCase {
  id: unknown;
  policies: Policies;
  request: Request;
}

/** @throws UserError with a JSON pointer into the case */
export function evaluationCase(value: unknown): EvaluationCase {
  const request = field(value, 'request');
  const text = (name: string): string => {
    const found = field(request, name);
    if (typeof found === 'string') return found;
    throw new UserError(`/request/${name}: expected a string`);
  };
  // An anonymous caller and a service have no account.
  const account = (name: string) => ((field(request, name) ?? null) === null ? null : text(name));
  const principalAccount = account('principalAccount') ?? '';
  return {
    id: field(value, 'id') ?? null,
    policies: policiesOf(value, ''),
    request: {
      principal: text('principal'),
      principalAccount,
      action: text('action'),
      resource: text('resource'),
      resourceAccount: account('resourceAccount') ?? principalAccount,
      context: contextOf(field(request, 'context') ?? {}),
    },
  };
}

/** A case of `compare --batch`: two sets of policies, and whose access is compared; null: everybody's. */
export interface ComparisonCase {
  id: unknown;
  before: Policies;
  after: Policies;
  principal: string | null;
}

/** @throws UserError with a JSON pointer into the case */
export function comparisonCase(value: unknown): ComparisonCase {
  const side = (name: 'old' | 'new'): Policies => {
    const policies = field(value, name);
    if (typeof policies === 'object' && policies !== null && !Array.isArray(policies))
      return policiesOf(policies, `/${name}`);
    throw new UserError(`/${name}: expected an object of policies`);
  };
  const principal = field(value, 'principal') ?? null;
  if (principal !== null && (typeof principal !== 'string' || !principal.startsWith('arn:'))) {
    throw new UserError('/principal: expected the ARN of a principal');
  }
  return { id: field(value, 'id') ?? null, before: side('old'), after: side('new'), principal };
}

/** The policies of a case or of one side of a comparison; `at` is its JSON pointer. Absent means none. */
function policiesOf(value: unknown, at: string): Policies {
  const one = (name: string) => optionalDocument(field(value, name), `${at}/${name}`);
  const many = (name: string) =>
    list(field(value, name), `${at}/${name}`).map((item, index) => documentAt(item, `${at}/${name}/${index}`));
  const levels = (name: string) =>
    list(field(value, name), `${at}/${name}`).map((level, index) =>
      list(level, `${at}/${name}/${index}`).map((item, place) => documentAt(item, `${at}/${name}/${index}/${place}`)),
    );
  return {
    identityPolicies: many('identityPolicies'),
    resourcePolicy: one('resourcePolicy'),
    permissionBoundary: one('permissionBoundary'),
    sessionPolicies: many('sessionPolicies'),
    scps: levels('scps'),
    rcps: levels('rcps'),
  };
}

function optionalDocument(value: unknown, at: string): PolicyDocument | null {
  return value === undefined || value === null ? null : documentAt(value, at);
}

function documentAt(value: unknown, at: string): PolicyDocument {
  try {
    return readPolicyDocument(value);
  } catch (error) {
    if (!(error instanceof NotAPolicy)) throw error;
    throw new UserError(error.mistakes.map(({ path, reason }) => `${[at, ...path].join('/')}: ${reason}`).join('; '));
  }
}

function list(value: unknown, at: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new UserError(`${at}: expected a list`);
}

function contextOf(value: unknown): Request['context'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError('/request/context: expected an object of condition keys');
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, given]) => [key, Array.isArray(given) ? given.map(String) : String(given)]),
  );
}
