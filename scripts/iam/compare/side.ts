import type { Policies } from '../decide/evaluate.ts';
import type { Piece } from '../decide/pattern.ts';
import { callerOf, compilePrincipal, isRoot, type PrincipalMatch } from '../decide/principal.ts';
import type { Patterns, PolicyDocument, PolicyStatement } from '../policy/document.ts';
import { type Atoms, type Known, settledBy } from './atom.ts';
import { type Caller, fixedKeys } from './caller.ts';
import { template } from './glob.ts';

/** What a statement covers, for one caller: equal ones of both sides have the same numbers. */
export interface Leaf {
  /** A place in `Sets.actions`. */
  actions: number;
  /** A place in `Sets.resources`. */
  resources: number;
  /** Ids of the atoms that its conditions are. */
  conditions: readonly number[];
}

/** A set of actions or resources as a statement writes it. */
export interface PatternSet {
  not: boolean;
  patterns: readonly Piece[][];
  /** As written. */
  written: readonly string[];
}

export interface Sets {
  actions: PatternSet[];
  resources: PatternSet[];
  actionSet(patterns: Patterns): number;
  resourceSet(patterns: Patterns | null, version: PolicyDocument['version']): number;
}

/** The statements of one side that speak of a caller, by the part that they play in the decision. */
export interface Side {
  deny: Leaf[];
  /** Each level of SCPs and RCPs. */
  every: Leaf[][];
  identity: Leaf[];
  /** Boundary and session policies, where there are any. */
  limits: Leaf[][];
  resource: { leaf: Leaf; match: PrincipalMatch }[];
  hasResourcePolicy: boolean;
}

export function sets(): Sets {
  const numbers = new Map<string, number>();
  const numberOf = (list: PatternSet[], key: string, make: () => PatternSet): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, list.push(make()) - 1);
    return list.length - 1;
  };
  const actions: PatternSet[] = [];
  const resources: PatternSet[] = [];
  return {
    actions,
    resources,
    actionSet({ not, patterns }) {
      const lower = distinct(patterns.map((pattern) => pattern.toLowerCase()));
      return numberOf(actions, `a${not}${lower.join('\n')}`, () => ({
        not,
        patterns: lower.map((pattern) => template(pattern, { wildcards: true, variables: false })[0] ?? []),
        written: patterns,
      }));
    },
    resourceSet(given, version) {
      const { not, patterns } = given ?? { not: false, patterns: ['*'] };
      const variables = version === '2012-10-17';
      const list = distinct(patterns);
      return numberOf(
        resources,
        `r${not}${variables && list.some((text) => text.includes('${'))}${list.join('\n')}`,
        () => ({
          not,
          patterns: list.map((pattern) => template(pattern, { wildcards: true, variables })[0] ?? []),
          written: list,
        }),
      );
    },
  };
}

function distinct(patterns: readonly string[]): string[] {
  return [...new Set(patterns)].sort();
}

export function sideFor(policies: Policies, caller: Caller, interned: { atoms: Atoms; sets: Sets }): Side {
  const who = callerOf(caller.principal, caller.account, policies.permissionBoundary !== null);
  const known = fixedKeys(caller);
  const leaves = (documents: readonly (PolicyDocument | null)[], effect: PolicyStatement['effect']) =>
    documents.flatMap((document) =>
      (document?.statements ?? []).flatMap((statement) => {
        if (statement.effect !== effect) return [];
        const match = statement.principal === null ? 'everyone' : compilePrincipal(statement.principal, effect)(who);
        if (match === null) return [];
        const leaf = leafOf(statement, (document as PolicyDocument).version, known, interned);
        return leaf === null ? [] : [{ leaf, match }];
      }),
    );
  const allowed = (documents: readonly (PolicyDocument | null)[]) => leaves(documents, 'Allow').map(({ leaf }) => leaf);
  const { identityPolicies, resourcePolicy, permissionBoundary, sessionPolicies, scps, rcps } = policies;
  const limiting = [permissionBoundary === null ? [] : [permissionBoundary], sessionPolicies];
  const all = [
    ...identityPolicies,
    resourcePolicy,
    permissionBoundary,
    ...sessionPolicies,
    ...scps.flat(),
    ...rcps.flat(),
  ];
  return {
    deny: leaves(all, 'Deny').map(({ leaf }) => leaf),
    every: [...scps, ...rcps].map(allowed),
    identity: allowed(identityPolicies),
    limits: limiting.filter((documents) => documents.length > 0).map(allowed),
    resource: leaves([resourcePolicy], 'Allow'),
    hasResourcePolicy: resourcePolicy !== null,
  };
}

/** Whether both sides are written alike, but for order and repetition. */
export function isSame(one: Side, other: Side): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ deny, every, identity, limits, resource, hasResourcePolicy }: Side): string {
  const matched = resource.map(({ leaf, match }) => match + leafKey(leaf));
  return JSON.stringify([
    [deny, identity, ...limits].map(groupKey),
    every.map(groupKey).sort(),
    [...new Set(matched)].sort(),
    hasResourcePolicy,
  ]);
}

function leafKey({ actions, resources, conditions }: Leaf): string {
  return `${actions}@${resources}[${conditions.join()}]`;
}

function groupKey(leaves: readonly Leaf[]): string {
  return [...new Set(leaves.map(leafKey))].sort().join(';');
}

/** Null for a statement whose conditions this caller can't meet. */
function leafOf(
  { action, resource, conditions }: PolicyStatement,
  version: PolicyDocument['version'],
  known: Known,
  { atoms, sets: all }: { atoms: Atoms; sets: Sets },
): Leaf | null {
  const left: number[] = [];
  for (const condition of conditions) {
    const now = settledBy(atoms.ofCondition(condition, version), known, atoms);
    if (now === false) return null;
    if (now !== true) left.push(now.id);
  }
  return {
    actions: all.actionSet(action),
    resources: all.resourceSet(resource, version),
    conditions: [...new Set(left)].sort((a, b) => a - b),
  };
}

/** Whether the resource is of the caller's own account. */
export type Relation = 'same' | 'cross';

/**
 * The alternatives that grant, each a list of groups that must all have an Allow that applies: the logic of `decide`
 * (IAM User Guide, "Policy evaluation logic"), as a formula.
 * @param needsResource whether the caller needs the resource's policy as well as its own, as for keys and roles
 */
export function alternatives(side: Side, caller: Caller, relation: Relation, needsResource: boolean): Leaf[][][] {
  const named = (...matches: PrincipalMatch[]) =>
    side.resource.flatMap(({ leaf, match }) => (matches.includes(match) ? [leaf] : []));
  if (caller.principal === '*') return [[named('everyone')]];
  const anyone = side.resource.map(({ leaf }) => leaf);
  const byService = [named('service')];
  const own = isRoot({ arn: caller.principal, account: caller.account }) ? [] : [side.identity, ...side.limits];
  if (relation === 'cross' || caller.account === '') return [byService, [anyone, ...own]];
  const delegated = needsResource && side.hasResourcePolicy ? [anyone] : [];
  return [byService, [named('user', 'session', 'everyone')], [named('role'), ...side.limits], [...own, ...delegated]];
}
