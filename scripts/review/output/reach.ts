import type { AccessChange } from '../../access/changes.ts';
import type { Reviewed } from '../../access/model.ts';
import { type Unit, unitsOf } from '../../access/units.ts';
import type { ManagedPolicies } from '../../iam/catalog/managed-policies.ts';
import { denialsOf, type Grant, grantsOf } from './grants.ts';
import { actionsLabel, EVERYONE, type Naming, namesOf, principalLabel, resourceLabel, stackOf } from './labels.ts';
import { physicalNames } from './physical-names.ts';

/** Who reaches what, for people: short names, what belongs together told together. */
export interface Edge {
  from: string;
  to: string;
  label: string;
  change: AccessChange['change'] | null;
}

/** An edge with what says so. */
export interface TracedEdge extends Edge, Omit<Grant, 'from' | 'to'> {}

export interface Reach {
  /** Gained ones first, then lost ones, then those beside them, then the rest. */
  edges: Edge[];
  /** How many more there are. */
  leftOut: number;
}

const MOST = 60;

/**
 * What the Allows of the head say, and what changed. Not what is allowed in the end: a Deny, a boundary or a condition
 * can still take it away.
 */
export function reachOf(head: Reviewed, access: readonly AccessChange[], managed: ManagedPolicies): Reach {
  const edges = tracedReachOf(head, access, managed);
  return { edges: edges.slice(0, MOST), leftOut: Math.max(0, edges.length - MOST) };
}

/** All edges, in the same order. */
export function tracedReachOf(head: Reviewed, access: readonly AccessChange[], managed: ManagedPolicies): TracedEdge[] {
  const units = unitsOf(head, managed);
  const names = allNames(head, units);
  const grants = access.flatMap((change) => changed(change, names));
  const of = (direction: AccessChange['change']) =>
    merged(grants.filter(({ changes }) => changes.some(({ change }) => change === direction)));
  const lost = of('lost');
  const standing = merged(ofToldUnits(head, units, names, grantsOf));
  const gained = withStatements(of('gained'), standing);
  const now = without(standing, gained);
  const near = new Set([...gained, ...lost].flatMap(({ from, to }) => [from, to]));
  const isNear = ({ from, to }: Grant) => near.has(from) || near.has(to);
  return [
    ...gained.map((grant) => edge(grant, 'gained')),
    ...lost.map((grant) => edge(grant, 'lost')),
    ...[...now.filter(isNear), ...now.filter((grant) => !isNear(grant))].map((grant) => edge(grant, null)),
  ];
}

/** What the Denies of the head take. */
export function denialsIn(head: Reviewed, managed: ManagedPolicies): Grant[] {
  const units = unitsOf(head, managed);
  return merged(ofToldUnits(head, units, allNames(head, units), denialsOf));
}

type AllNames = Omit<Naming, 'stack'>;

function allNames({ templates }: Reviewed, units: readonly Unit[]): AllNames {
  const names = namesOf(units);
  return { names, physical: physicalNames(templates.flatMap(({ resources }) => resources)) };
}

/** A boundary grants nothing, and a policy that is attached is told with its principal. */
function ofToldUnits(
  { templates, documents }: Reviewed,
  units: readonly Unit[],
  names: AllNames,
  read: typeof grantsOf,
): Grant[] {
  const all = [...documents, ...templates.flatMap((template) => template.documents)];
  const boundaries = new Set(all.filter(({ kind }) => kind === 'boundary').map(({ value }) => value));
  return units.flatMap((unit) => {
    const isBoundary = unit.holder === 'alone' && unit.policies.some((value) => boundaries.has(value));
    if (unit.holder === 'attached' || isBoundary) return [];
    return read(unit, { stack: stackOf(unit.name), ...names });
  });
}

function changed(change: AccessChange, names: AllNames): Grant[] {
  const { principal, actions, notActions, resources, notResources, principals } = change;
  const naming = { stack: stackOf(principal), ...names };
  const named = principals?.map((text) => principalLabel(text, naming)) ?? [principal];
  const who = named.includes(EVERYONE) ? [EVERYONE] : [...new Set(named)];
  const what = resources.map((text) => (text === '*' && principals ? principal : resourceLabel(text, naming)));
  const isPart = notActions !== undefined || notResources !== undefined;
  const one = { actions: new Set(actions), isPart, statements: [], changes: [change] };
  return who.flatMap((from) => what.map((to) => ({ from, to, ...one })));
}

function merged(grants: readonly Grant[]): Grant[] {
  const pairs = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = pairOf(grant);
    const same = pairs.get(key);
    if (same === undefined) pairs.set(key, [grant]);
    else same.push(grant);
  }
  return [...pairs.values()].flatMap(asOne);
}

function asOne(grants: readonly Grant[]): Grant[] {
  const [first] = grants;
  if (first === undefined || grants.length === 1) return [...grants];
  return [
    {
      ...first,
      actions: new Set(grants.flatMap(({ actions }) => [...actions])),
      isPart: grants.every(({ isPart }) => isPart),
      statements: [...new Set(grants.flatMap(({ statements }) => statements))],
      changes: [...new Set(grants.flatMap(({ changes }) => changes))],
    },
  ];
}

function pairOf({ from, to }: Pick<Grant, 'from' | 'to'>): string {
  return JSON.stringify([from, to]);
}

function withStatements(gained: readonly Grant[], standing: readonly Grant[]): Grant[] {
  const known = new Map(standing.map((grant) => [pairOf(grant), grant]));
  return gained.map((grant) => ({ ...grant, statements: known.get(pairOf(grant))?.statements ?? [] }));
}

function without(grants: readonly Grant[], gained: readonly Grant[]): Grant[] {
  const known = new Map(gained.map((grant) => [pairOf(grant), grant]));
  return grants.flatMap((grant) => {
    const same = known.get(pairOf(grant));
    const actions = new Set([...grant.actions].filter((action) => !same?.actions.has(action)));
    return actions.size > 0 ? [{ ...grant, actions }] : [];
  });
}

function edge(grant: Grant, change: Edge['change']): TracedEdge {
  return { ...grant, label: `${actionsLabel(grant.actions)}${grant.isPart ? ', in part' : ''}`, change };
}
