import { ANY } from '../decide/pattern.ts';
import { exampleOf, type Glob, globOfPieces, instanceOf, unionOf } from './glob.ts';
import { DEAD, type GlobAutomaton, globAutomaton, OTHER } from './glob-automaton.ts';
import { intersection } from './intersection.ts';

/** Texts that the same globs cover, by one of them. */
export interface TextClass {
  text: string;
  /** The places in the list of globs of those that cover it. */
  covered: ReadonlySet<number>;
}

/** Globs that need more are adversarial: what is asked of them stays undecided. */
const MOST_STATES = 20_000;

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
  globs.forEach((glob, place) => {
    if (glob.literal === null) wide.push({ glob, place });
    else literals.set(glob.literal, [...(literals.get(glob.literal) ?? []), place]);
  });
  return (text) => {
    const covering = wide.flatMap(({ glob, place }) => (glob.matches(text) ? [place] : []));
    return [...(literals.get(text) ?? []), ...covering].sort((a, b) => a - b);
  };
}

/** Globs in groups, told apart one by one, or where they are too many for that, group by group. */
export function classesOf(
  groups: readonly (readonly Glob[])[],
  classes: TextClasses,
): { globs: readonly Glob[]; classes: TextClass[] } {
  const each = distinct(groups.flat());
  try {
    return { globs: each, classes: classes(each) };
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    const unions = distinct(groups.filter((group) => group.length > 0).map(unionOf));
    return { globs: unions, classes: classes(unions) };
  }
}

function distinct(globs: readonly Glob[]): Glob[] {
  return [...new Map(globs.map((glob) => [glob.key, glob])).values()];
}

function representatives(globs: readonly Glob[]): string[] {
  const wide = globs.filter(({ literal }) => literal === null);
  if (wide.every(({ prefix }) => prefix !== null)) {
    // Beyond the literals only the longest prefix that a text starts with matters.
    const starts = wide.flatMap(({ prefix }) => prefix ?? []);
    return [...starts, ''].map((start) => start + unspoken(globs, start));
  }
  const common = wide.every(({ hasOne, ignoreCase, parts }) => !hasOne && !ignoreCase && parts.length === 1)
    ? intersections(wide)
    : null;
  if (common) return common.flatMap((glob) => [exampleOf(glob), instanceOf(glob)]);
  const texts = walked(wide);
  const literals = new Set(globs.flatMap(({ literal }) => literal ?? []));
  // A shortest text that is a literal says nothing of the others like it.
  return texts.some((text) => literals.has(text)) ? walked(globs) : texts;
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

interface Step {
  states: number[];
  before: Step | null;
  character: string;
}

/** A shortest text for each set of globs that the product of their automata can accept together. */
function walked(globs: readonly Glob[]): string[] {
  const automata = globs.map(globAutomaton);
  const start: Step = { states: automata.map(() => 0), before: null, character: '' };
  const seen = new Set([start.states.join()]);
  const accepted = new Set<string>();
  const texts: string[] = [];
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const step = queue[head] as Step;
    const covering = step.states.map((state, index) => (isAccepted(automata[index], state) ? 1 : 0)).join('');
    if (!accepted.has(covering)) {
      accepted.add(covering);
      texts.push(textOf(step, automata));
    }
    if (isSettled(step.states, automata)) continue;
    for (const character of charactersAt(step.states, automata)) {
      const states = step.states.map((state, index) => stepped(automata[index], state, character));
      const key = states.join();
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > MOST_STATES) throw new TooComplex();
      queue.push({ states, before: step, character });
    }
  }
  return texts;
}

function isAccepted(automaton: GlobAutomaton | undefined, state: number): boolean {
  return state !== DEAD && automaton?.accepts(state) === true;
}

function stepped(automaton: GlobAutomaton | undefined, state: number, character: string): number {
  return state === DEAD ? DEAD : (automaton?.step(state, character) ?? DEAD);
}

/** Nothing that follows can change what is covered. */
function isSettled(states: number[], automata: GlobAutomaton[]): boolean {
  return states.every((state, index) => state === DEAD || automata[index]?.acceptsAll(state));
}

function charactersAt(states: number[], automata: GlobAutomaton[]): Set<string> {
  const characters = new Set<string>();
  states.forEach((state, index) => {
    if (state !== DEAD) for (const character of automata[index]?.characters(state) ?? []) characters.add(character);
  });
  return characters.add(OTHER);
}

function textOf(last: Step, automata: GlobAutomaton[]): string {
  const characters: string[] = [];
  for (let step: Step | null = last; step?.before; step = step.before) {
    characters.push(step.character === OTHER ? spareAt(step.before.states, automata) : step.character);
  }
  return characters.reverse().join('');
}

/** A character of which no pattern speaks at this place. */
function spareAt(states: number[], automata: GlobAutomaton[]): string {
  const spoken = charactersAt(states, automata);
  return [...'xyzabcdefghijklmnopqrstuvw0123456789'].find((character) => !spoken.has(character)) ?? 'ø';
}
