import { audienceOf } from '../../../../access/audience.ts';
import type { AccessChange } from '../../../../access/changes.ts';
import { accessTexts } from '../../../../access/tell/access-texts.ts';
import type { Grant } from '../../grants.ts';
import { actionsLabel } from '../../labels.ts';
import type { TracedEdge } from '../../reach.ts';
import type { PageChange, PageData, PageLink } from './model.ts';
import { type Known, nodeOf, type Part } from './nodes.ts';
import { type Policies, type Register, statementRegister } from './statements.ts';

export interface Traced {
  edges: readonly TracedEdge[];
  denials: readonly Grant[];
  access: readonly AccessChange[];
  known: Known;
  policies: Policies;
  /** What else is to be said of who is called so. */
  notesOf(label: string): string[];
}

/** More than this no browser lays out while a person waits; what changed comes first. */
const MOST_LINKS = 4_000;

export function pageData({ edges, denials, access, known, policies, notesOf }: Traced): PageData {
  const register = statementRegister(policies);
  const pairs = pairsOf(edges);
  const told = pairs.slice(0, MOST_LINKS);
  const parts = partsOf(told);
  const ids = new Map(parts.map(({ label }, id) => [label, id]));
  const places = new Map(access.map((change, id) => [change, id]));
  const links = told.map((pair) => linkOf(pair, ids, places, register));
  const denied = denialsBy(denials, register);
  const shown = new Map(links.flatMap(({ changes }, link) => changes.map((change) => [change, link] as const)));
  return {
    nodes: parts.map((part) => ({
      ...nodeOf(part, known),
      denials: denied.get(part.label) ?? [],
      notes: notesOf(part.label),
    })),
    links,
    changes: access.map((change, id) => changeOf(change, shown.get(id) ?? null)),
    statements: register.all(),
    leftOut: pairs.length - told.length,
  };
}

/** Edges between the same two: what was gained, what was lost, and what stays. */
function pairsOf(edges: readonly TracedEdge[]): TracedEdge[][] {
  const pairs = new Map<string, TracedEdge[]>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to]);
    pairs.set(key, [...(pairs.get(key) ?? []), edge]);
  }
  return [...pairs.values()];
}

/** By label, so that the page of the same access is the same, whatever the order of files. */
function partsOf(pairs: readonly TracedEdge[][]): Part[] {
  const ends = pairs.flatMap(([edge]) => (edge === undefined ? [] : [edge]));
  const from = new Set(ends.map((edge) => edge.from));
  const to = new Set(ends.map((edge) => edge.to));
  const labels = [...new Set([...from, ...to])].sort();
  return labels.map((label) => ({ label, isFrom: from.has(label), isTo: to.has(label) }));
}

function linkOf(
  pair: readonly TracedEdge[],
  ids: ReadonlyMap<string, number>,
  places: ReadonlyMap<AccessChange, number>,
  register: Register,
): PageLink {
  const changes = new Set(pair.flatMap(({ change }) => change ?? []));
  const [first] = pair;
  const today = pair.filter(({ change }) => change !== 'lost');
  const told = today.length > 0 ? today : pair;
  const actions = new Set(today.flatMap((edge) => [...edge.actions]));
  const isPart = told.every((edge) => edge.isPart);
  const label = actionsLabel(new Set(told.flatMap((edge) => [...edge.actions])));
  return {
    from: ids.get(first?.from ?? '') ?? 0,
    to: ids.get(first?.to ?? '') ?? 0,
    change: changes.size === 2 ? 'both' : ([...changes][0] ?? null),
    label: `${label}${isPart ? ', in part' : ''}`,
    actions: [...actions].sort(),
    isPart,
    statements: [...new Set(pair.flatMap((edge) => edge.statements.map(register.idOf)))],
    changes: [...new Set(pair.flatMap((edge) => edge.changes.flatMap((change) => places.get(change) ?? [])))],
  };
}

function changeOf(change: AccessChange, link: number | null): PageChange {
  const { actions, resources, principals, request, context, where } = accessTexts(change);
  const audience = audienceOf(change);
  return {
    change: change.change,
    audience: audience === 'own' ? '' : audience,
    holder: change.principal,
    actions,
    resources,
    principals,
    request,
    context,
    where,
    link,
  };
}

/** Told where a person looks for them: those of a principal's own policies there, those of a resource's with the resource. */
function denialsBy(denials: readonly Grant[], register: Register): Map<string, number[]> {
  const found = new Map<string, Set<number>>();
  for (const { from, to, statements } of denials) {
    for (const stated of statements) {
      const { Principal, NotPrincipal } = stated.statement;
      const label = Principal === undefined && NotPrincipal === undefined ? from : to;
      found.set(label, (found.get(label) ?? new Set()).add(register.idOf(stated)));
    }
  }
  return new Map([...found].map(([label, ids]) => [label, [...ids]]));
}
