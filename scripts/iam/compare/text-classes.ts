import { ANY } from '../decide/pattern.ts';
import { exampleOf, type Glob, globOfPieces, instanceOf, unionOf } from './glob.ts';
import { globAutomaton, OTHER } from './glob-automaton.ts';
import { intersection } from './intersection.ts';
import { type Product, productOf } from './product.ts';

/** Texts that the same globs cover, by one of them. */
export interface TextClass {
  text: string;
  /** The places in the list of globs of those that cover it. */
  covered: ReadonlySet<number>;
}

/** Globs that need more are adversarial: what is asked of them stays undecided. */
const MOST_STATES = 200_000;

/** Thrown when an answer would take more than the fixed memory that a comparison may use. */
export class TooComplex extends Error {
  override name = 'TooComplex';
}

export type TextClasses = (globs: readonly Glob[]) => TextClass[];

/** Remembers, for as long as one comparison takes: the same globs come back for other callers and actions. */
export function rememberedClasses(): TextClasses {
  const known = new Map<string, TextClass[]>();
  return (globs) => {
    const key = globs.map((glob) => glob.key).join('\n');
    const classes = known.get(key) ?? textClasses(globs);
    known.set(key, classes);
    return classes;
  };
}

/**
 * All ways in which texts can be covered by the globs, each once. Every text there is belongs to one of the classes.
 * @throws TooComplex
 */
export function textClasses(globs: readonly Glob[]): TextClass[] {
  const found = new Map<string, TextClass>();
  const coveredBy = coverage(globs);
  const add = (text: string) => {
    const covered = coveredBy(text);
    const key = covered.join();
    if (!found.has(key)) found.set(key, { text, covered: new Set(covered) });
  };
  for (const glob of globs) for (const member of glob.members) add(member.literal ?? exampleOf(member));
  for (const text of representatives(globs)) add(text);
  return [...found.values()];
}

/** The places of the globs that cover a text. Of literals there can be thousands, so they are not tried one by one. */
function coverage(globs: readonly Glob[]): (text: string) => number[] {
  const literals = new Map<string, number[]>();
  const wide: { glob: Glob; place: number }[] = [];
  globs.forEach(({ members }, place) => {
    for (const glob of members) {
      if (glob.literal === null) wide.push({ glob, place });
      else literals.set(glob.literal, [...(literals.get(glob.literal) ?? []), place]);
    }
  });
  return (text) => {
    const covering = new Set(literals.get(text));
    for (const { glob, place } of wide) if (!covering.has(place) && glob.matches(text)) covering.add(place);
    return [...covering].sort((a, b) => a - b);
  };
}

/**
 * The classes of texts by which groups of them are told apart. Globs that stand in the same groups need not be: together
 * they can combine in far more ways than matter.
 */
export function classesOf(
  groups: readonly (readonly Glob[])[],
  classes: TextClasses,
  kindOf: (glob: Glob) => string = () => '',
): { globs: readonly Glob[]; classes: TextClass[] } {
  const unions = alike(distinct(groups.flat()), groups, kindOf).map(unionOf);
  return { globs: unions, classes: classes(unions) };
}

/** Globs that stand in the same groups together. */
function alike(each: readonly Glob[], groups: readonly (readonly Glob[])[], kindOf: (glob: Glob) => string): Glob[][] {
  const keys = groups.map((group) => new Set(group.map(({ key }) => key)));
  const found = new Map<string, Glob[]>();
  for (const glob of each) {
    const places = keys.flatMap((group, place) => (group.has(glob.key) ? [place] : []));
    const key = `${places.join()}:${kindOf(glob)}`;
    found.set(key, [...(found.get(key) ?? []), glob]);
  }
  return [...found.values()];
}

function distinct(globs: readonly Glob[]): Glob[] {
  return [...new Map(globs.map((glob) => [glob.key, glob])).values()];
}

function representatives(globs: readonly Glob[]): string[] {
  const members = globs.flatMap((glob) => glob.members);
  const wide = members.filter(({ literal }) => literal === null);
  if (wide.every(({ prefix }) => prefix !== null)) {
    // Beyond the literals only the longest prefix that a text starts with matters.
    const starts = wide.flatMap(({ prefix }) => prefix ?? []);
    return [...starts, ''].map((start) => start + unspoken(members, start));
  }
  const common = wide.every(({ hasOne, ignoreCase, parts }) => !hasOne && !ignoreCase && parts.length === 1)
    ? intersections(wide)
    : null;
  if (common) return common.flatMap((glob) => [exampleOf(glob), instanceOf(glob)]);
  const texts = walked(globs.flatMap(withoutLiterals));
  const literals = new Set(members.flatMap(({ literal }) => literal ?? []));
  // A shortest text that is a literal says nothing of the others like it.
  return texts.some((text) => literals.has(text)) ? walked(globs) : texts;
}

function withoutLiterals({ members }: Glob): Glob[] {
  const wide = members.filter(({ literal }) => literal === null);
  return wide.length === 0 ? [] : [unionOf(wide)];
}

/** Sets of globs that have more in common than this are walked through instead. */
const MOST_INTERSECTIONS = 200;

/**
 * What any of the globs have in common, as globs. Without `?` a glob lies within another exactly when a text of it does
 * in which each star stands for a character that no pattern speaks of: so an instance of each of these is enough.
 */
function intersections(globs: readonly Glob[]): Glob[] | null {
  const found = new Map([['', globOfPieces([ANY])]]);
  for (const glob of globs) {
    for (const one of [...found.values()]) {
      const common = intersection(one, glob);
      if (common === null || found.size > MOST_INTERSECTIONS) return null;
      for (const part of common) found.set(part.key, part);
    }
  }
  return [...found.values()];
}

const NAMES = ['other', 'sample', 'unknown', 'more', 'quite', 'zone', 'jewel', 'ø'];

/** What no glob that starts like this continues with. */
function unspoken(globs: readonly Glob[], start: string): string {
  const next = new Set(
    globs.flatMap(({ literal, prefix }) => {
      const text = literal ?? prefix ?? '';
      return text.startsWith(start) ? [text[start.length]] : [];
    }),
  );
  return NAMES.find((name) => !next.has(name[0])) ?? '\u{10FFFF}';
}

/** A shortest text for each set of globs that the product of their automata can accept together. */
function walked(globs: readonly Glob[]): string[] {
  const product = productOf(globs.map(globAutomaton));
  const seen = new Set([0]);
  const queue = [0];
  const before = new Map<number, { state: number; character: string }>();
  const accepted = new Map<number, number>();
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number;
    const signature = product.signature(state);
    if (!accepted.has(signature)) accepted.set(signature, state);
    if (product.isSettled(state)) continue;
    for (const character of product.characters(state)) {
      const next = product.step(state, character);
      if (seen.has(next)) continue;
      seen.add(next);
      if (seen.size > MOST_STATES) throw new TooComplex();
      before.set(next, { state, character });
      queue.push(next);
    }
  }
  return [...accepted.values()].map((state) => textTo(state, before, product));
}

function textTo(
  last: number,
  before: ReadonlyMap<number, { state: number; character: string }>,
  product: Product,
): string {
  const characters: string[] = [];
  for (let step = before.get(last); step !== undefined; step = before.get(step.state)) {
    characters.push(step.character === OTHER ? spareAt(step.state, product) : step.character);
  }
  return characters.reverse().join('');
}

/** A character of which no pattern speaks at this place. */
function spareAt(state: number, product: Product): string {
  const spoken = new Set(product.characters(state));
  return [...'xyzabcdefghijklmnopqrstuvw0123456789'].find((character) => !spoken.has(character)) ?? 'ø';
}
