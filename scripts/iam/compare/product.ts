import { DEAD, type GlobAutomaton, OTHER } from './glob-automaton.ts';

/** Several automata that read the same text, as one. States are numbers; 0 is the start. */
export interface Product {
  step(state: number, character: string): number;
  /** Characters that lead elsewhere than one of which no pattern speaks, and `OTHER` for that one. */
  characters(state: number): readonly string[];
  /** Equal for states in which the same automata accept. */
  signature(state: number): number;
  /** Nothing that follows can change what is accepted. */
  isSettled(state: number): boolean;
}

/** Pairs are numbered by two numbers below this in one: more than memory is spent on, and exact in a double. */
const PAIRS = 2 ** 26;

/** In pairs of pairs, so that a step is two that were mostly taken before. */
export function productOf(automata: readonly GlobAutomaton[]): Product {
  const [first, second] = automata;
  if (first === undefined) return single(NOTHING);
  if (second === undefined) return single(first);
  const middle = Math.ceil(automata.length / 2);
  return pair(productOf(automata.slice(0, middle)), productOf(automata.slice(middle)));
}

const NOTHING: GlobAutomaton = {
  step: () => DEAD,
  accepts: () => false,
  acceptsAll: () => false,
  characters: () => [],
};

/** The automaton's states moved by one, so that its dead one has a number too: the last that it gets. */
function single(automaton: GlobAutomaton): Product {
  const states = [0];
  const numbers = new Map([[0, 0]]);
  const numberOf = (state: number): number => {
    const number = numbers.get(state) ?? states.push(state) - 1;
    numbers.set(state, number);
    return number;
  };
  const at = (number: number) => states[number] as number;
  return {
    step: (number, character) => numberOf(at(number) === DEAD ? DEAD : automaton.step(at(number), character)),
    characters: (number) => (at(number) === DEAD ? [OTHER] : [...automaton.characters(at(number)), OTHER]),
    signature: (number) => (at(number) !== DEAD && automaton.accepts(at(number)) ? 1 : 0),
    isSettled: (number) => at(number) === DEAD || automaton.acceptsAll(at(number)),
  };
}

interface State {
  left: number;
  right: number;
  next: Map<string, number>;
  characters: readonly string[] | null;
}

function pair(left: Product, right: Product): Product {
  const states: State[] = [];
  const numbers = new Map<number, number>();
  const signatures = new Map<number, number>();
  const numberOf = (one: number, other: number): number => {
    const key = one * PAIRS + other;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    return states.push({ left: one, right: other, next: new Map(), characters: null }) - 1;
  };
  numberOf(0, 0);
  const at = (number: number) => states[number] as State;
  return {
    step(number, character) {
      const state = at(number);
      let next = state.next.get(character);
      if (next === undefined) {
        next = numberOf(left.step(state.left, character), right.step(state.right, character));
        state.next.set(character, next);
      }
      return next;
    },
    characters(number) {
      const state = at(number);
      state.characters ??= [...new Set([...left.characters(state.left), ...right.characters(state.right)])];
      return state.characters;
    },
    signature(number) {
      const { left: one, right: other } = at(number);
      const key = left.signature(one) * PAIRS + right.signature(other);
      const signature = signatures.get(key) ?? signatures.size;
      signatures.set(key, signature);
      return signature;
    },
    isSettled: (number) => left.isSettled(at(number).left) && right.isSettled(at(number).right),
  };
}
