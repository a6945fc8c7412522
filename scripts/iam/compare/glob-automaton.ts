import { ANY, ONE } from '../decide/pattern.ts';
import type { Glob, GlobPiece } from './glob.ts';

/**
 * A deterministic automaton of one pattern, built as far as it is walked. States are numbers; 0 is the start.
 * Of the pattern's positions that a text can have reached, those before the last reached star are left out: whatever
 * they would accept, the star accepts too. So a state is little more than a place in one stretch between two stars, and
 * there are about as many states as the pattern is long.
 */
export interface GlobAutomaton {
  /** DEAD when no continuation is accepted. */
  step(state: number, character: string): number;
  accepts(state: number): boolean;
  /** True when every continuation is accepted. */
  acceptsAll(state: number): boolean;
  /** Characters that lead elsewhere than a character of which the pattern does not speak. */
  characters(state: number): readonly string[];
}

export const DEAD = -1;

/** Stands for every character that no pattern speaks of; never part of a pattern. */
export const OTHER = '\u{10FFFF}';

type Token = string | typeof ANY | typeof ONE | typeof PART | typeof PART_ONE;

/** `*` and `?` inside one of the first five parts of an ARN: they do not reach past a colon. */
const PART = Symbol('*:');
const PART_ONE = Symbol('?:');

export function globAutomaton(glob: Glob): GlobAutomaton {
  return glob.members.length === 1
    ? automatonOf(glob.members[0] as Glob)
    : unionAutomaton(glob.members.map(automatonOf));
}

/** What is accepted for good once, by one of them, stays so: then the states of the others do not matter. */
function unionAutomaton(all: readonly GlobAutomaton[]): GlobAutomaton {
  const states: number[][] = [];
  const numbers = new Map<string, number>();
  const numberOf = (given: number[]): number => {
    if (given.every((state) => state === DEAD)) return DEAD;
    const settled = given.findIndex((state, index) => state !== DEAD && all[index]?.acceptsAll(state));
    const reached = settled < 0 ? given : given.map((state, index) => (index === settled ? state : DEAD));
    const key = reached.join();
    const number = numbers.get(key) ?? states.push(reached) - 1;
    numbers.set(key, number);
    return number;
  };
  numberOf(all.map(() => 0));
  const alive = (number: number) =>
    (states[number] as number[]).flatMap((state, index) =>
      state === DEAD ? [] : [{ state, of: all[index] as GlobAutomaton }],
    );
  return {
    step: (number, character) =>
      numberOf(
        (states[number] as number[]).map((state, index) =>
          state === DEAD ? DEAD : (all[index] as GlobAutomaton).step(state, character),
        ),
      ),
    accepts: (number) => alive(number).some(({ state, of }) => of.accepts(state)),
    acceptsAll: (number) => alive(number).some(({ state, of }) => of.acceptsAll(state)),
    characters: (number) => [...new Set(alive(number).flatMap(({ state, of }) => of.characters(state)))],
  };
}

function automatonOf(glob: Glob): GlobAutomaton {
  const tokens = tokensOf(glob);
  const fold = glob.ignoreCase ? (character: string) => character.toLowerCase() : (character: string) => character;
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (reached: number[]): number => {
    if (reached.length === 0) return DEAD;
    const key = reached.join(',');
    const known = numbers.get(key);
    if (known !== undefined) return known;
    states.push(stateOf(tokens, reached, glob.ignoreCase));
    numbers.set(key, states.length - 1);
    return states.length - 1;
  };
  numberOf(closure(tokens, [0]));
  return {
    step(number, character) {
      const state = states[number] as State;
      const folded = fold(character);
      let next = state.next.get(folded);
      if (next === undefined) {
        next = numberOf(closure(tokens, advanced(tokens, state.reached, folded)));
        state.next.set(folded, next);
      }
      return next;
    },
    accepts: (number) => (states[number] as State).accepts,
    acceptsAll: (number) => (states[number] as State).acceptsAll,
    characters: (number) => (states[number] as State).characters,
  };
}

interface State {
  reached: number[];
  next: Map<string, number>;
  accepts: boolean;
  acceptsAll: boolean;
  characters: string[];
}

function stateOf(tokens: Token[], reached: number[], ignoreCase: boolean): State {
  const characters = new Set<string>();
  for (const at of reached) {
    const token = tokens[at];
    if (token === PART || token === PART_ONE) characters.add(':');
    if (typeof token !== 'string') continue;
    characters.add(token);
    if (ignoreCase) characters.add(token.toUpperCase());
  }
  const last = reached.at(-1);
  return {
    reached,
    next: new Map(),
    accepts: last === tokens.length,
    acceptsAll: last === tokens.length && tokens[tokens.length - 1] === ANY,
    characters: [...characters],
  };
}

function isStar(token: Token | undefined): boolean {
  return token === ANY || token === PART;
}

/** Adds what a star may skip, and drops what the last star makes superfluous. Sorted. */
function closure(tokens: Token[], reached: number[]): number[] {
  const all = new Set(reached);
  for (const at of all) if (isStar(tokens[at])) all.add(at + 1);
  const sorted = [...all].sort((a, b) => a - b);
  const lastStar = sorted.findLast((at) => isStar(tokens[at]));
  return lastStar === undefined ? sorted : sorted.filter((at) => at >= lastStar);
}

function advanced(tokens: Token[], reached: number[], character: string): number[] {
  const next: number[] = [];
  for (const at of reached) {
    const token = tokens[at];
    if (token === ANY || (token === PART && character !== ':')) next.push(at);
    else if (token === ONE || (token === PART_ONE && character !== ':') || token === character) next.push(at + 1);
  }
  return next;
}

/** By code units, as the engine reads `?`. */
function tokensOf({ parts }: Glob): Token[] {
  const last = parts.length - 1;
  return parts.flatMap((part, index) => {
    const tokens = part.flatMap((piece: GlobPiece): Token[] => (typeof piece === 'string' ? piece.split('') : [piece]));
    if (index === last) return tokens;
    return [...tokens.map((token) => (token === ANY ? PART : token === ONE ? PART_ONE : token)), ':'];
  });
}
