import {
  compilePolicies,
  type Deciding,
  type Decision,
  decide,
  NO_POLICIES,
  type Policies,
  type PolicyKind,
  type Request,
} from '../iam/decide/evaluate.ts';
import type { PolicyDocument, PolicyStatement } from '../iam/policy/document.ts';
import { EVERYTHING } from '../iam/policy/everything.ts';
import type { Position } from '../template/source.ts';
import { merged, type Policy, writtenKeys } from './policies.ts';
import { present } from './relaxed.ts';

/** Who asks, and the policies that they bring. */
export interface Caller {
  /** `stack/LogicalId`; of somebody who is in no stack, what policies call them. */
  name: string;
  principal: string;
  principalAccount: string;
  context: Record<string, string>;
  identity: readonly Policy[];
  boundary: Policy | null;
  /** Of another account, whose policies are not in the repository: taken to allow. */
  isForeign: boolean;
  unknown: readonly string[];
}

/** A statement where a person edits it. */
export interface Cited extends Position {
  kind: PolicyKind;
  sid: string | null;
}

export interface Answer {
  request: Request;
  decision: Decision;
  by: Cited[];
  missing: PolicyKind[];
  /** Keys that no one gave, under whose conditions it would be allowed, and by what; null: under none. */
  conditional: { conditions: string[]; by: Cited[] } | null;
  unknown: readonly string[];
}

export function answer(request: Request, caller: Caller, ofResource: readonly Policy[]): Answer {
  const policies: Policies = {
    ...NO_POLICIES,
    identityPolicies: caller.isForeign ? [EVERYTHING] : caller.identity.map(({ document }) => document),
    permissionBoundary: caller.boundary?.document ?? null,
    resourcePolicy: merged(ofResource),
  };
  const places = placesOf([...caller.identity, ...(caller.boundary ? [caller.boundary] : []), ...ofResource]);
  const verdict = decide(request, compilePolicies(policies));
  const decision = verdict.decision;
  return {
    request,
    decision,
    by: cited(verdict.by, places),
    missing: decision === 'ImplicitlyDenied' ? missingIn(request, policies) : [],
    conditional: decision === 'Allowed' ? null : conditional(request, policies, places),
    unknown: caller.unknown,
  };
}

interface Place {
  policy: Policy;
  statement: PolicyStatement;
}

function placesOf(policies: readonly Policy[]): Map<PolicyStatement, Place> {
  const all = policies.flatMap((policy) => policy.document.statements.map((statement) => ({ policy, statement })));
  return new Map(all.map((place) => [place.statement, place]));
}

function cited(deciding: readonly Deciding[], places: ReadonlyMap<PolicyStatement, Place>): Cited[] {
  return deciding.flatMap(({ kind, statement }) => {
    const place = places.get(statement);
    return place ? [{ kind, sid: statement.sid, ...place.policy.statementAt(statement.index) }] : [];
  });
}

/** The engine names what is missing first; with that granted it names what is missing then. */
function missingIn(request: Request, policies: Policies): PolicyKind[] {
  const { missing } = decide(request, compilePolicies(policies));
  if (!missing.includes('identity')) return missing;
  const granted = { ...policies, identityPolicies: [...policies.identityPolicies, EVERYTHING] };
  return [...new Set([...missing, ...decide(request, compilePolicies(granted)).missing])];
}

/** Whether keys that the request does not carry could make it allowed. */
function conditional(
  request: Request,
  policies: Policies,
  places: ReadonlyMap<PolicyStatement, Place>,
): Answer['conditional'] {
  const given = new Set(Object.keys(request.context).map((key) => key.toLowerCase()));
  const originals = new Map<PolicyStatement, PolicyStatement>();
  const relax = (document: PolicyDocument) => present(document, given, originals);
  const { identityPolicies, permissionBoundary, resourcePolicy } = policies;
  const relaxed: Policies = {
    ...policies,
    identityPolicies: identityPolicies.map(relax),
    permissionBoundary: permissionBoundary && relax(permissionBoundary),
    resourcePolicy: resourcePolicy && relax(resourcePolicy),
  };
  const verdict = decide(request, compilePolicies(relaxed));
  if (verdict.decision !== 'Allowed') return null;
  const allowing = verdict.by.map((one) => ({ ...one, statement: originals.get(one.statement) ?? one.statement }));
  const denying = decide(request, compilePolicies(policies)).by;
  const keys = [...allowing, ...denying].flatMap(({ statement }) => {
    const place = places.get(statement);
    const written = place ? writtenKeys(place.policy, statement) : [];
    return written.filter((key) => !given.has(key.toLowerCase()));
  });
  return { conditions: [...new Set(keys)].sort(), by: cited([...allowing, ...denying], places) };
}
