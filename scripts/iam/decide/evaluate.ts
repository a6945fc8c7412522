import type { PolicyDocument, PolicyStatement } from '../policy/document.ts';
import type { Lookup } from './pattern.ts';
import { callerOf, closest, isRoot, type PrincipalMatch } from './principal.ts';
import { type CompiledStatement, compileDocument, type PreparedRequest } from './statement.ts';

/** The policies that apply to a request. Null and empty: there is none of that kind, and it restricts nothing. */
export interface Policies {
  identityPolicies: PolicyDocument[];
  resourcePolicy: PolicyDocument | null;
  permissionBoundary: PolicyDocument | null;
  sessionPolicies: PolicyDocument[];
  /** Levels of the organisation from its root to the account; each level must allow. */
  scps: PolicyDocument[][];
  rcps: PolicyDocument[][];
}

/** Nothing applies: what a set of policies of one kind is spread over. */
export const NO_POLICIES: Policies = {
  identityPolicies: [],
  resourcePolicy: null,
  permissionBoundary: null,
  sessionPolicies: [],
  scps: [],
  rcps: [],
};

export interface Request {
  /** ARN, `*` for an anonymous caller, or a service's name. */
  principal: string;
  principalAccount: string;
  action: string;
  resource: string;
  resourceAccount: string;
  context: Record<string, string | readonly string[]>;
}

export type Decision = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

export type PolicyKind = 'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp';

/** A statement that made the decision so. */
export interface Deciding {
  kind: PolicyKind;
  /** Which of the documents of that kind, from 0; for SCPs and RCPs counted over all levels. */
  document: number;
  statement: PolicyStatement;
}

export interface Verdict {
  decision: Decision;
  /** The denying statements, or those that allow; empty for an implicit deny. */
  by: Deciding[];
  /** For an implicit deny: the kinds of policy that had to allow and did not. */
  missing: PolicyKind[];
}

/** A statement with the place of its document among those of its kind. */
interface Placed {
  document: number;
  compiled: CompiledStatement;
}

interface CompiledSet {
  kind: PolicyKind;
  isEmpty: boolean;
  allows: Placed[];
  denies: Placed[];
}

export interface CompiledPolicies {
  sets: CompiledSet[];
  identity: CompiledSet;
  resource: CompiledSet;
  boundary: CompiledSet;
  session: CompiledSet;
  scps: CompiledSet[];
  rcps: CompiledSet[];
}

export function compilePolicies(policies: Policies): CompiledPolicies {
  const set = (kind: PolicyKind, documents: (PolicyDocument | null)[]): CompiledSet => {
    const present = documents.filter((document) => document !== null);
    const all = present.flatMap((document, place) =>
      compileDocument(document).map((compiled): Placed => ({ document: place, compiled })),
    );
    const [allows, denies] = [true, false].map((isAllow) => all.filter(({ compiled }) => compiled.isAllow === isAllow));
    return { kind, isEmpty: present.length === 0, allows: allows ?? [], denies: denies ?? [] };
  };
  const identity = set('identity', policies.identityPolicies);
  const resource = set('resource', [policies.resourcePolicy]);
  const boundary = set('boundary', [policies.permissionBoundary]);
  const session = set('session', policies.sessionPolicies);
  const scps = policies.scps.map((level) => set('scp', level));
  const rcps = policies.rcps.map((level) => set('rcp', level));
  const sets = [identity, resource, boundary, session, ...scps, ...rcps];
  return { sets, identity, resource, boundary, session, scps, rcps };
}

/**
 * Decides a request as AWS does (IAM User Guide, "Policy evaluation logic"): an explicit Deny anywhere wins; then every
 * kind of policy that restricts must allow; then the identity's or the resource's policy must, in the combination that
 * the accounts of both call for.
 */
export function decide(request: Request, policies: CompiledPolicies): Verdict {
  const prepared = prepare(request, !policies.boundary.isEmpty);
  const denials: Deciding[] = [];
  for (const set of policies.sets) deciding(set.kind, set.denies, prepared, denials);
  if (denials.length > 0) return { decision: 'ExplicitlyDenied', by: denials, missing: [] };
  const closed = [policies.scps, policies.rcps].flatMap((levels) => levels.filter((level) => !allows(level, prepared)));
  if (closed.length > 0) return implicit(closed.map(({ kind }) => kind));
  return grantedBy(request, prepared, policies);
}

function grantedBy(request: Request, prepared: PreparedRequest, policies: CompiledPolicies): Verdict {
  const { identity, resource, boundary, session } = policies;
  const named = resourceGrant(resource, prepared);
  const limits = [boundary, session].filter((set) => !set.isEmpty && !allows(set, prepared));
  // The root user of an account may do everything there, whatever its own policies say.
  const root = isRoot(prepared.caller);
  const unlimited = root || limits.length === 0;
  const own = root || allows(identity, prepared);
  const allowed = (...sets: CompiledSet[]): Verdict => {
    const by: Deciding[] = [];
    for (const set of sets) deciding(set.kind, set.allows, prepared, by);
    return { decision: 'Allowed', by, missing: [] };
  };
  if (request.principal === '*') return named === 'everyone' ? allowed(resource) : implicit(['resource']);
  if (named === 'service') return allowed(resource);
  if (request.principalAccount !== request.resourceAccount) {
    if (named === null) return implicit(['resource']);
    if (own && unlimited) return allowed(identity, resource);
    return implicit(own ? limits.map(({ kind }) => kind) : ['identity']);
  }
  const limitless = named === 'user' || named === 'session' || named === 'everyone';
  if (limitless || (named === 'role' && unlimited)) return allowed(resource);
  const delegated = !needsResourcePolicy(request, policies) || named !== null;
  if (own && unlimited && delegated) return allowed(identity, ...(named === null ? [] : [resource]));
  if (!delegated) return implicit(['resource']);
  // What the resource's policy gives to a role the limits of the role hold back, whatever its own policies say.
  return implicit(own || named === 'role' ? limits.map(({ kind }) => kind) : ['identity']);
}

/**
 * Keys and roles trust nobody by themselves: an identity policy suffices only where their own policy lets the account
 * decide (AWS KMS Developer Guide, "Key policies"; IAM User Guide, "How to use trust policies").
 */
function needsResourcePolicy({ action }: Request, { resource }: CompiledPolicies): boolean {
  return !resource.isEmpty && /^(kms:|sts:assumerole)/i.test(action);
}

function resourceGrant({ allows: statements }: CompiledSet, request: PreparedRequest): PrincipalMatch | null {
  const found: PrincipalMatch[] = [];
  for (const { compiled } of statements) {
    const match = compiled.names(request.caller);
    if (match !== null && compiled.covers(request)) found.push(match);
  }
  return closest(found);
}

function implicit(missing: PolicyKind[]): Verdict {
  return { decision: 'ImplicitlyDenied', by: [], missing: [...new Set(missing)] };
}

function applies({ covers, names }: CompiledStatement, request: PreparedRequest): boolean {
  return covers(request) && names(request.caller) !== null;
}

function allows({ allows: statements }: CompiledSet, request: PreparedRequest): boolean {
  for (const { compiled } of statements) if (applies(compiled, request)) return true;
  return false;
}

function deciding(kind: PolicyKind, statements: Placed[], request: PreparedRequest, found: Deciding[]): void {
  for (const { document, compiled } of statements) {
    if (applies(compiled, request)) found.push({ kind, document, statement: compiled.statement });
  }
}

function prepare(request: Request, isBounded: boolean): PreparedRequest {
  const { principal, principalAccount, action, resource, context } = request;
  let values: Map<string, readonly string[]> | null = null;
  // Most statements are settled by action and resource, so the context is not read before a condition asks for it.
  const lookup: Lookup = (key) => {
    values ??= valuesOf(context);
    return values.get(key);
  };
  return { action: action.toLowerCase(), resource, caller: callerOf(principal, principalAccount, isBounded), lookup };
}

function valuesOf(context: Request['context']): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const key in context) {
    const value = context[key] as string | readonly string[];
    values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return values;
}
