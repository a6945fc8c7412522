import type { PageData, PageNode } from '../data/model.ts';

export type Place = 0 | 1 | 2;

/** Who comes from outside, the repository's principals, and what is only reached. No link leads to the left. */
export function columnsOf({ nodes, links }: Pick<PageData, 'nodes' | 'links'>): Place[] {
  const isFrom = new Set(links.map(({ from }) => from));
  const isTo = new Set(links.map(({ to }) => to));
  return nodes.map((node, id) => columnOf(node, isFrom.has(id), isTo.has(id)));
}

const OWN: ReadonlySet<PageNode['kind']> = new Set(['principal', 'document', 'resource']);

function columnOf({ kind, group }: PageNode, isFrom: boolean, isTo: boolean): Place {
  if (!isFrom) return kind === 'principal' ? 1 : 2;
  return isTo || OWN.has(kind) || group !== '' ? 1 : 0;
}
