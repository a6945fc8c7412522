import { compilePieces, type Lookup, type Piece } from '../decide/pattern.ts';
import { type Atom, settledBy, variablesOf } from './atom.ts';
import { type Caller, fixedKeys } from './caller.ts';
import { anything, filled, type Glob, globOf, globText } from './glob.ts';
import { refined } from './key-values.ts';
import { type Disjunction, type Residual, residual } from './residual.ts';
import { type Context, findContext, type Searching } from './search.ts';
import { alternatives, type Leaf, type PatternSet, type Relation, type Sets, type Side } from './side.ts';
import { classesOf, type TextClass, TooComplex } from './text-classes.ts';

/** Which of two sides allows more. */
export type Direction = 'gained' | 'lost';

/** Resources on which one side allows the actions of a `Block` in some context and the other does not. */
export interface Cell {
  direction: Direction;
  relation: Relation;
  resource: TextClass;
  context: Context;
}

/** Actions that both sides treat alike, with what differs about them. */
export interface Block {
  actions: TextClass[];
  resourceGlobs: readonly Glob[];
  resources: readonly TextClass[];
  cells: Cell[];
  /** Set instead of cells when the resources' patterns are more than can be told apart. */
  undecided: string | null;
}

export interface Sides {
  gained: Side;
  lost: Side;
}

export interface Compared {
  caller: Caller;
  actionGlobs: readonly Glob[];
  /** Action patterns as a policy writes them, by how they are compared: in lower case. */
  spelling: ReadonlyMap<string, string>;
  actionClasses: readonly TextClass[];
  blocks: Block[];
}

/** Keys and roles need their own policy to let the account decide. */
const OWN_POLICY = [globOf('kms:*'), globOf('sts:assumerole*')];

/** A group of statements once the action is chosen. */
type Group = readonly Leaf[];

/** The statements of both sides that an action leaves. */
interface Reduced {
  deny: Group;
  every: readonly Group[];
  some: readonly (readonly Group[])[];
  relation: Relation;
}

/**
 * Where two sides differ for one caller: actions and resources by classes of which every pattern covers all or none,
 * so that what is found for one member holds for all of them.
 * @throws TooComplex when the action patterns are more than can be told apart
 */
export function compareFor(sides: Sides, sets: Sets, searching: Searching): Compared {
  const used = [...new Set(leavesOf(sides).map(({ actions }) => actions))];
  const groups = used.map((set) => globsOf(sets.actions[set] as PatternSet));
  const asksOwn = sides.gained.hasResourcePolicy || sides.lost.hasResourcePolicy;
  const told = classesOf([...groups, ...(asksOwn ? OWN_POLICY.map((glob) => [glob]) : [])], searching.textClasses);
  const { globs: actionGlobs, classes: actionClasses } = told;
  const places = new Map(actionGlobs.flatMap(({ members }, index) => members.map(({ key }) => [key, index] as const)));
  const setPlaces = new Map(used.map((set, index) => [set, placesOf(groups[index] ?? [], places)]));
  const blocks = new Map<string, Block>();
  for (const action of actionClasses) {
    const covers = new Map(
      used.map((set) => [set, isCovered(setPlaces.get(set) ?? [], action) !== sets.actions[set]?.not]),
    );
    const needsResource = OWN_POLICY.some((glob) => glob.matches(action.text));
    const pairs = reducedPairs(sides, searching.caller, covers, needsResource);
    if (pairs.length === 0) continue;
    const key = pairs.map(({ gained, lost }) => `${reducedKey(gained)}/${reducedKey(lost)}`).join('\n');
    const block = blocks.get(key) ?? blockFor(pairs, sets, searching);
    block.actions.push(action);
    blocks.set(key, block);
  }
  return {
    caller: searching.caller,
    actionGlobs,
    spelling: spellingOf(used, sets),
    actionClasses,
    blocks: [...blocks.values()],
  };
}

function spellingOf(used: readonly number[], { actions }: Sets): Map<string, string> {
  const written = used.flatMap((set) => actions[set]?.written ?? []);
  return new Map(written.map((pattern) => [pattern.toLowerCase(), pattern]));
}

function globsOf({ patterns }: PatternSet): Glob[] {
  return patterns.flatMap((pattern) => filled([[...pattern]], anything) ?? []);
}

/** Places in the list that was told apart: of the globs themselves, or of the unions that they went into. */
function placesOf(globs: readonly Glob[], places: ReadonlyMap<string, number>): number[] {
  return [...new Set(globs.flatMap(({ key }) => places.get(key) ?? []))];
}

function isCovered(places: number[], { covered }: TextClass): boolean {
  return places.some((place) => covered.has(place));
}

function leavesOf({ gained, lost }: Sides): Leaf[] {
  return [gained, lost].flatMap(({ deny, every, identity, limits, resource }) => [
    ...deny,
    ...every.flat(),
    ...identity,
    ...limits.flat(),
    ...resource.map(({ leaf }) => leaf),
  ]);
}

interface Pair {
  gained: Reduced;
  lost: Reduced;
}

/** Both sides for each relation of caller and resource in which they can differ. */
function reducedPairs(
  { gained, lost }: Sides,
  caller: Caller,
  covers: Map<number, boolean>,
  needsResource: boolean,
): Pair[] {
  const reduce = (side: Side, relation: Relation): Reduced => {
    const group = (leaves: readonly Leaf[]) => leaves.filter(({ actions }) => covers.get(actions));
    return {
      deny: group(side.deny),
      every: side.every.map(group),
      some: alternatives(side, caller, relation, needsResource).map((groups) => groups.map(group)),
      relation,
    };
  };
  return (['same', 'cross'] as const)
    .map((relation) => ({ gained: reduce(gained, relation), lost: reduce(lost, relation) }))
    .filter(
      (pair) => (canAllow(pair.gained) || canAllow(pair.lost)) && reducedKey(pair.gained) !== reducedKey(pair.lost),
    );
}

function canAllow({ every, some }: Reduced): boolean {
  return every.every((group) => group.length > 0) && some.some((groups) => groups.every((group) => group.length > 0));
}

function reducedKey(reduced: Reduced): string {
  if (!canAllow(reduced)) return `${reduced.relation}:never`;
  const { deny, every, some, relation } = reduced;
  const ways = some.filter((groups) => groups.every((group) => group.length > 0));
  const alternativesKey = ways
    .map((groups) => groups.map(groupKey).join('&'))
    .sort()
    .join('|');
  return `${relation}:${groupKey(deny)}!${every.map(groupKey).sort().join('&')}?${alternativesKey}`;
}

function groupKey(group: Group): string {
  const leaves = group.map(({ resources, conditions }) => `${resources}[${conditions.join()}]`);
  return [...new Set(leaves)].sort().join(';');
}

function blockFor(pairs: Pair[], sets: Sets, searching: Searching): Block {
  const reduced = pairs.flatMap(({ gained, lost }) => [gained, lost].filter(canAllow));
  const leaves = reduced.flatMap(({ deny, every, some }) => [...deny, ...every.flat(), ...some.flat(2)]);
  const used = [...new Set(leaves.map(({ resources }) => resources))];
  const all = [...new Set(leaves.flatMap(({ conditions }) => conditions))].map(searching.atoms.get);
  const views = used.map((set) => viewOf(sets.resources[set] as PatternSet, set, searching.caller, all));
  const empty: Block = { actions: [], resourceGlobs: [], resources: [], cells: [], undecided: null };
  try {
    const told = classesOf(
      views.flatMap(({ plain, refinements }) => [plain, ...refinements.map((glob) => [glob])]),
      searching.textClasses,
      (glob) => ownerOf(globText(glob)) ?? '',
    );
    const cells = told.classes.flatMap((resource) => cellsAt(resource, pairs, views, searching));
    return { ...empty, resourceGlobs: told.globs, resources: told.classes, cells };
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return { ...empty, undecided: 'its patterns combine in more ways than can be looked through' };
  }
}

/** A set of resources for one caller: what of it speaks of the context is an atom once the resource is chosen. */
interface View {
  set: number;
  not: boolean;
  plain: readonly Glob[];
  variable: readonly Piece[][];
  /** What its variables can make of it. */
  refinements: readonly Glob[];
}

function viewOf({ not, patterns }: PatternSet, set: number, caller: Caller, all: readonly Atom[]): View {
  const known = fixedKeys(caller);
  const isOpen = (pattern: readonly Piece[]) => variablesOf([pattern]).some((key) => !known.has(key));
  const variable = patterns.filter(isOpen).map((pattern) => [...pattern]);
  const plain = patterns.filter((pattern) => !isOpen(pattern)).flatMap((pattern) => refined([[...pattern]], known, []));
  const refinements = variable.flatMap((pattern) => refined([pattern], known, all));
  return { set, not, plain, variable, refinements };
}

function cellsAt(resource: TextClass, pairs: Pair[], views: View[], searching: Searching): Cell[] {
  const truths = new Map(views.map((view) => [view.set, truthOf(view, resource.text, searching)]));
  return pairs.flatMap(({ gained, lost }) => {
    if (!isPossible(gained.relation, resource.text, searching.caller)) return [];
    const one = residualOf(gained, truths);
    const other = residualOf(lost, truths);
    const cell = (direction: Direction, context: Context | null): Cell[] =>
      context === null ? [] : [{ direction, relation: gained.relation, resource, context }];
    return [...cell('gained', findContext(one, other, searching)), ...cell('lost', findContext(other, one, searching))];
  });
}

/** An ARN that names an account says whose resource it is. */
function isPossible(relation: Relation, resource: string, { account }: Caller): boolean {
  const owner = ownerOf(resource);
  return owner === null || (owner === account) === (relation === 'same');
}

/** The account that an ARN names, if it names one. */
export function ownerOf(arn: string): string | null {
  const owner = arn.split(':')[4] ?? '';
  return /^\d{12}$/.test(owner) ? owner : null;
}

/** Whether the resource is covered, or the atom that it depends on. */
function truthOf({ not, plain, variable }: View, text: string, { atoms, caller }: Searching): boolean | number {
  if (plain.some((glob) => glob.matches(text))) return !not;
  const perhaps = variable.filter((pattern) => filled([pattern], anything)?.matches(text));
  if (perhaps.length === 0) return not;
  const matchers = perhaps.map((pattern) => compilePieces(pattern));
  const covers = (lookup: Lookup) => matchers.some((matches) => matches(text, lookup)) !== not;
  const now = settledBy(atoms.ofResource(text, perhaps, not, covers), fixedKeys(caller), atoms);
  return typeof now === 'boolean' ? now : now.id;
}

function residualOf({ deny, every, some }: Reduced, truths: Map<number, boolean | number>): Residual {
  const group = (leaves: Group): Disjunction =>
    leaves.flatMap(({ resources, conditions }) => {
      const truth = truths.get(resources);
      if (truth === false || truth === undefined) return [];
      return [truth === true ? conditions : [...new Set([...conditions, truth])].sort((a, b) => a - b)];
    });
  return residual(
    group(deny),
    every.map(group),
    some.map((groups) => groups.map(group)),
  );
}
