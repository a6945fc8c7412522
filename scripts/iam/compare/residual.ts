/**
 * What is left of a side of a comparison once who acts, on what, and with which action is chosen: conditions on the
 * context. It allows when no conjunction of `deny` holds, one of each group of `every` does, and for one of the
 * alternatives of `some` one of each of its groups does.
 */
export interface Residual {
  deny: Disjunction;
  every: readonly Disjunction[];
  some: readonly (readonly Disjunction[])[];
  /** Equal residuals have equal keys. */
  key: string;
}

/** Ids of atoms that must all hold, in order. */
type Conjunction = readonly number[];

/** One of them must hold: none can when the list is empty, always when one of them is. */
export type Disjunction = readonly Conjunction[];

export const NEVER: Residual = { deny: [[]], every: [], some: [], key: 'never' };
export const ALWAYS: Residual = { deny: [], every: [], some: [[]], key: 'always' };

export function residual(deny: Disjunction, every: readonly Disjunction[], some: Residual['some']): Residual {
  const denied = simplified(deny);
  if (isTrue(denied)) return NEVER;
  const needed = distinct(every.map(simplified).filter((group) => !isTrue(group)));
  if (needed.some((group) => group.length === 0)) return NEVER;
  const alternatives = some
    .map((groups) => distinct(groups.map(simplified).filter((group) => !isTrue(group))))
    .filter((groups) => groups.every((group) => group.length > 0));
  if (alternatives.length === 0) return NEVER;
  const granted = alternatives.some((groups) => groups.length === 0) ? [[]] : alternatives;
  if (denied.length === 0 && needed.length === 0 && granted[0]?.length === 0) return ALWAYS;
  const ways = granted.map((groups) => groups.map(textOf).join('&')).sort();
  const key = `${textOf(denied)}!${needed.map(textOf).join('&')}?${[...new Set(ways)].join('|')}`;
  return { deny: denied, every: needed, some: granted, key };
}

function isTrue(group: Disjunction): boolean {
  return group.length === 1 && group[0]?.length === 0;
}

/** Without what another of the conjunctions makes superfluous; in one order. */
function simplified(group: Disjunction): Disjunction {
  if (group.length < 2) return group;
  if (group.some((conjunction) => conjunction.length === 0)) return [[]];
  const unlike = new Map(group.map((conjunction) => [conjunction.join(), conjunction]));
  const sorted = [...unlike].sort(([a, one], [b, other]) => one.length - other.length || (a < b ? -1 : 1));
  const kept: Conjunction[] = [];
  for (const [, conjunction] of sorted) {
    if (!kept.some((shorter) => shorter.every((atom) => conjunction.includes(atom)))) kept.push(conjunction);
  }
  return kept;
}

function distinct(groups: Disjunction[]): Disjunction[] {
  if (groups.length < 2) return groups;
  const unlike = new Map(groups.map((group) => [textOf(group), group]));
  return [...unlike.keys()].sort().map((key) => unlike.get(key) as Disjunction);
}

function textOf(group: Disjunction): string {
  return group.map((conjunction) => conjunction.join()).join(';');
}

export function atomsOf({ deny, every, some }: Residual): Set<number> {
  const found = new Set<number>();
  for (const group of [deny, ...every, ...some.flat()])
    for (const conjunction of group) for (const atom of conjunction) found.add(atom);
  return found;
}

/** The residual once some atoms are settled: each is true, false, or another atom in its place. */
export function settled(before: Residual, settle: (atom: number) => boolean | number): Residual {
  const group = (conjunctions: Disjunction): Disjunction =>
    conjunctions.flatMap((conjunction) => settledOne(conjunction, settle));
  return residual(
    group(before.deny),
    before.every.map(group),
    before.some.map((groups) => groups.map(group)),
  );
}

function settledOne(conjunction: Conjunction, settle: (atom: number) => boolean | number): Conjunction[] {
  const left: number[] = [];
  for (const atom of conjunction) {
    const now = settle(atom);
    if (now === false) return [];
    if (now !== true) left.push(now);
  }
  return [[...new Set(left)].sort((a, b) => a - b)];
}
