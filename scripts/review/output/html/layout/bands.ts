import type { PageData } from '../data/model.ts';
import type { Place } from './columns.ts';

/** The nodes of a stack, in the order in which they stand in the second and third column. */
export interface Members {
  title: string;
  principals: number[];
  resources: number[];
}

const DOCUMENTS = 'Policies that no template includes';
const SHARED = 'Reached from several stacks';

/**
 * The stacks in alphabetical order, then what belongs to none. What is no resource of the repository stands with the stack
 * from which alone it is reached.
 */
export function bandsOf({ nodes, links }: PageData, columns: readonly Place[]): Members[] {
  const titles = titlesOf({ nodes, links }, columns);
  const bands = new Map<string, Members>();
  for (const [id, title] of titles.entries()) {
    if (columns[id] === 0) continue;
    const band = bands.get(title) ?? { title, principals: [], resources: [] };
    bands.set(title, band);
    (columns[id] === 1 ? band.principals : band.resources).push(id);
  }
  const rank = ({ title }: Members) => [DOCUMENTS, SHARED].indexOf(title);
  const inOrder = [...bands.values()].sort(
    (one, other) => rank(one) - rank(other) || (one.title < other.title ? -1 : 1),
  );
  return inOrder.map((band) => untangled(band, links));
}

function titlesOf({ nodes, links }: Pick<PageData, 'nodes' | 'links'>, columns: readonly Place[]): string[] {
  const own = nodes.map(({ group, kind }) => (kind === 'document' ? DOCUMENTS : group));
  const callers = nodes.map(() => new Set<string>());
  for (const { from, to } of links) if (columns[from] === 1) callers[to]?.add(own[from] ?? '');
  return own.map((title, id) => {
    const [first, ...more] = callers[id] ?? [];
    return title || (more.length === 0 && first) || SHARED;
  });
}

const SWEEPS = 6;

/** Each by the mean place of those that it is joined to, in turns: fewer links cross (Sugiyama et al., 1981). */
function untangled({ title, principals, resources }: Members, links: PageData['links']): Members {
  const near = neighbours([...principals, ...resources], links);
  let [left, right] = [principals, resources];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    right = byMean(right, near, placesOf(left));
    left = byMean(left, near, placesOf(right));
  }
  return { title, principals: left, resources: right };
}

/** Within the band, whichever way the links lead. */
function neighbours(ids: readonly number[], links: PageData['links']): ReadonlyMap<number, number[]> {
  const near = new Map<number, number[]>(ids.map((id) => [id, []]));
  for (const { from, to } of links) {
    if (near.has(from) && near.has(to)) {
      near.get(from)?.push(to);
      near.get(to)?.push(from);
    }
  }
  return near;
}

function placesOf(ids: readonly number[]): ReadonlyMap<number, number> {
  return new Map(ids.map((id, place) => [id, place]));
}

/** Those that are joined to none of the other column keep their places. */
function byMean(
  ids: readonly number[],
  near: ReadonlyMap<number, number[]>,
  places: ReadonlyMap<number, number>,
): number[] {
  const ranks = ids.map((id, place) => {
    const found = (near.get(id) ?? []).flatMap((other) => places.get(other) ?? []);
    return { id, rank: meanOf(found) ?? place };
  });
  return ranks.sort((one, other) => one.rank - other.rank || one.id - other.id).map(({ id }) => id);
}

export function meanOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
