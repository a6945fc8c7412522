import { DEAD, type GlobAutomaton, OTHER } from './glob-automaton.ts';

/** Texts that one of the automata of each group in `all` accepts, and none of `none`. */
export interface Texts {
  all: readonly (readonly GlobAutomaton[])[];
  none: readonly GlobAutomaton[];
}

/** Patterns that need more are adversarial: what is asked of them stays undecided. */
const MOST_STATES = 50_000;

/** Thrown when an answer would take more than the fixed memory that a comparison may use. */
export class TooComplex extends Error {
  override name = 'TooComplex';
}

interface Step {
  states: number[];
  before: Step | null;
  character: string;
}

/**
 * A shortest text of the language, or null when there is none.
 * @param spare the character that stands for all that no pattern speaks of
 * @throws TooComplex
 */
export function someText({ all, none }: Texts, spare = 'x'): string | null {
  const automata = [...all.flat(), ...none];
  const groups = groupsOf(all);
  const negatives = none.map((_, index) => automata.length - none.length + index);
  const start: Step = { states: automata.map(() => 0), before: null, character: '' };
  const seen = new Set([start.states.join()]);
  const queue = [start];
  for (let head = 0; head < queue.length; head++) {
    const step = queue[head] as Step;
    if (isAccepted(step.states, automata, groups, negatives)) return textOf(step, automata, spare);
    for (const character of charactersAt(step.states, automata)) {
      const states = step.states.map((state, index) =>
        state === DEAD ? DEAD : (automata[index]?.step(state, character) ?? DEAD),
      );
      const key = states.join();
      if (seen.has(key) || isHopeless(states, automata, groups, negatives)) continue;
      seen.add(key);
      if (seen.size > MOST_STATES) throw new TooComplex();
      queue.push({ states, before: step, character });
    }
  }
  return null;
}

/** The indexes of each group's automata. */
function groupsOf(all: Texts['all']): number[][] {
  let next = 0;
  return all.map((group) => group.map(() => next++));
}

function isAccepted(states: number[], automata: GlobAutomaton[], groups: number[][], negatives: number[]): boolean {
  const accepts = (index: number) =>
    states[index] !== DEAD && automata[index]?.accepts(states[index] as number) === true;
  return groups.every((group) => group.some(accepts)) && !negatives.some(accepts);
}

function isHopeless(states: number[], automata: GlobAutomaton[], groups: number[][], negatives: number[]): boolean {
  if (groups.some((group) => group.every((index) => states[index] === DEAD))) return true;
  return negatives.some((index) => states[index] !== DEAD && automata[index]?.acceptsAll(states[index] as number));
}

function charactersAt(states: number[], automata: GlobAutomaton[]): Set<string> {
  const characters = new Set<string>();
  states.forEach((state, index) => {
    if (state !== DEAD) for (const character of automata[index]?.characters(state) ?? []) characters.add(character);
  });
  return characters.add(OTHER);
}

/** Spelled with the spare character, or where a pattern speaks of that one too, with another. */
function textOf(last: Step, automata: GlobAutomaton[], spare: string): string {
  const characters: string[] = [];
  for (let step: Step | null = last; step?.before; step = step.before) {
    characters.push(step.character === OTHER ? spareAt(step.before.states, automata, spare) : step.character);
  }
  return characters.reverse().join('');
}

function spareAt(states: number[], automata: GlobAutomaton[], spare: string): string {
  const spoken = charactersAt(states, automata);
  return [spare, ...'xyzabcdefghijklmnopqrstuvw0123456789'].find((character) => !spoken.has(character)) ?? 'ø';
}
