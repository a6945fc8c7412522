import type { AccessChange } from '../../access/changes.ts';
import type { Reviewed } from '../../access/model.ts';
import { type Unit, unitsOf } from '../../access/units.ts';
import type { ManagedPolicies } from '../../iam/catalog/managed-policies.ts';
import { type Grant, grantsOf } from './grants.ts';
import { actionsLabel, EVERYONE, type Names, namesOf, principalLabel, resourceLabel, stackOf } from './labels.ts';

/** Who reaches what, for people: short names, what belongs together told together. */
export interface Edge {
  from: string;
  to: string;
  label: string;
  change: AccessChange['change'] | null;
}

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
  const units = unitsOf(head, managed);
  const names = namesOf(units);
  const changes = access.map((change) => ({ change: change.change, grants: changed(change, names) }));
  const of = (direction: AccessChange['change']) =>
    changes.flatMap(({ change, grants }) => (change === direction ? grants : []));
  const gained = merged(of('gained'));
  const lost = merged(of('lost'));
  const now = without(merged(standing(head, units, names)), gained);
  const near = new Set([...gained, ...lost].flatMap(({ from, to }) => [from, to]));
  const isNear = ({ from, to }: Grant) => near.has(from) || near.has(to);
  const edges = [
    ...gained.map((grant) => edge(grant, 'gained')),
    ...lost.map((grant) => edge(grant, 'lost')),
    ...[...now.filter(isNear), ...now.filter((grant) => !isNear(grant))].map((grant) => edge(grant, null)),
  ];
  return { edges: edges.slice(0, MOST), leftOut: Math.max(0, edges.length - MOST) };
}

/** A boundary grants nothing, and a policy that is attached is told with its principal. */
function standing({ templates, documents }: Reviewed, units: readonly Unit[], names: Names): Grant[] {
  const all = [...documents, ...templates.flatMap((template) => template.documents)];
  const boundaries = new Set(all.filter(({ kind }) => kind === 'boundary').map(({ value }) => value));
  return units.flatMap((unit) => {
    const isBoundary = unit.holder === 'alone' && unit.policies.some((value) => boundaries.has(value));
    if (unit.holder === 'attached' || isBoundary) return [];
    return grantsOf(unit, { stack: stackOf(unit.name), names });
  });
}

function changed(change: AccessChange, names: Names): Grant[] {
  const { principal, actions, notActions, resources, notResources, principals } = change;
  const naming = { stack: stackOf(principal), names };
  const named = principals?.map((text) => principalLabel(text, naming)) ?? [principal];
  const who = named.includes(EVERYONE) ? [EVERYONE] : [...new Set(named)];
  const what = resources.map((text) => (text === '*' && principals ? principal : resourceLabel(text, naming)));
  const isPart = notActions !== undefined || notResources !== undefined;
  return who.flatMap((from) => what.map((to) => ({ from, to, actions: new Set(actions), isPart })));
}

function merged(grants: readonly Grant[]): Grant[] {
  const known = new Map<string, Grant>();
  for (const { from, to, actions, isPart } of grants) {
    const key = JSON.stringify([from, to]);
    const { actions: others = [], isPart: isOtherPart = true } = known.get(key) ?? {};
    known.set(key, { from, to, actions: new Set([...others, ...actions]), isPart: isPart && isOtherPart });
  }
  return [...known.values()];
}

function without(grants: readonly Grant[], gained: readonly Grant[]): Grant[] {
  return grants.flatMap((grant) => {
    const same = gained.find(({ from, to }) => from === grant.from && to === grant.to);
    const actions = new Set([...grant.actions].filter((action) => !same?.actions.has(action)));
    return actions.size > 0 ? [{ ...grant, actions }] : [];
  });
}

function edge({ from, to, actions, isPart }: Grant, change: Edge['change']): Edge {
  return { from, to, label: `${actionsLabel(actions)}${isPart ? ', in part' : ''}`, change };
}
