import { type ConditionTest, compileCondition } from '../decide/condition.ts';
import { isVariable, type Piece } from '../decide/pattern.ts';
import type { Condition, PolicyDocument } from '../policy/document.ts';
import { template } from './glob.ts';

/** Values of condition keys that are settled; an absent key is settled as undefined. Keys in lower case. */
export type Known = ReadonlyMap<string, readonly string[] | undefined>;

/**
 * Something that a statement asks of a request's context: a condition, or that the resource, whose policy variables
 * speak of the context, is covered. Equal atoms of both sides of a comparison are one.
 */
export interface Atom {
  id: number;
  /** What the variables are looked for in: a condition's key, or a resource that is already chosen. */
  tested: { key: string } | { text: string };
  /** The condition, or null for a resource. */
  condition: Condition | null;
  /** The patterns that the tested text is compared with, in parts. */
  patterns: readonly (readonly Piece[][])[];
  ignoreCase: boolean;
  /** Keys of the context that decide it and are not settled. */
  open: readonly string[];
  /** Those that were settled for it; what it says depends on them. */
  settled: Known;
  holds: ConditionTest;
}

export interface Atoms {
  get(id: number): Atom;
  ofCondition(condition: Condition, version: PolicyDocument['version']): Atom;
  /** Whether the resource `text` is covered, by patterns that still have variables. */
  ofResource(text: string, patterns: readonly Piece[][], not: boolean, holds: ConditionTest): Atom;
  /** The atom once the key is settled: its truth, or what remains of it. */
  settle(atom: Atom, known: Known, key: string): boolean | Atom;
}

export function atoms(): Atoms {
  const all: Atom[] = [];
  const byKey = new Map<string, Atom>();
  const intern = (key: string, make: (id: number) => Atom): Atom => {
    let atom = byKey.get(key);
    if (atom === undefined) {
      atom = make(all.length);
      all.push(atom);
      byKey.set(key, atom);
    }
    return atom;
  };
  return {
    get: (id) => all[id] as Atom,
    ofCondition: (condition, version) =>
      intern(conditionKey(condition, version), (id) => conditionAtom(id, condition, version)),
    ofResource: (text, patterns, not, holds) =>
      intern(`r${not}${text}\n${patterns.map(piecesKey).join('\n')}`, (id) => resourceAtom(id, text, patterns, holds)),
    settle(atom, known, key) {
      const open = atom.open.filter((name) => name !== key);
      if (open.length === 0) return atom.holds((name) => known.get(name));
      const values = known.get(key);
      return intern(`${atom.id}|${key}=${values === undefined ? '' : JSON.stringify(values)}`, (id) => ({
        ...atom,
        id,
        open,
        settled: new Map([...atom.settled, [key, values]]),
        holds: (lookup) => atom.holds((name) => (name === key ? values : lookup(name))),
      }));
    },
  };
}

function resourceAtom(id: number, text: string, patterns: readonly Piece[][], holds: ConditionTest): Atom {
  return {
    id,
    tested: { text },
    condition: null,
    patterns: patterns.map((pattern) => [pattern]),
    ignoreCase: false,
    open: variablesOf(patterns),
    settled: new Map(),
    holds,
  };
}

/** Order and repetition of values, and the case of those of Bool, do not matter. */
function conditionKey(condition: Condition, version: string): string {
  const { operator, negated, ifExists, quantifier, key, values } = condition;
  const text = operator === 'Bool' || operator === 'Null' ? values.map((value) => value.toLowerCase()) : values;
  const list = [...new Set(text)].sort();
  const variables = list.some((value) => value.includes('${')) ? version : '';
  return JSON.stringify([operator, negated, ifExists, quantifier, key, variables, list]);
}

function conditionAtom(id: number, condition: Condition, version: PolicyDocument['version']): Atom {
  const { operator, key, values } = condition;
  const options = {
    wildcards: operator === 'StringLike' || operator === 'ArnLike',
    variables: version === '2012-10-17' && IS_TEXT.has(operator),
  };
  const patterns = IS_TEXT.has(operator) ? values.map((value) => template(value, options, operator === 'ArnLike')) : [];
  return {
    id,
    tested: { key },
    condition,
    patterns,
    ignoreCase: operator === 'StringEqualsIgnoreCase',
    open: [...new Set([key, ...variablesOf(patterns.flat())])],
    settled: new Map(),
    holds: compileCondition(condition, version),
  };
}

const IS_TEXT: ReadonlySet<Condition['operator']> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnLike',
] as const);

export function isText({ condition }: Atom): boolean {
  return condition === null || IS_TEXT.has(condition.operator);
}

export function variablesOf(patterns: readonly (readonly Piece[])[]): string[] {
  return [...new Set(patterns.flat().flatMap((piece) => (isVariable(piece) ? [piece.key] : [])))];
}

function piecesKey(pieces: readonly Piece[]): string {
  return JSON.stringify(pieces.map((piece) => (typeof piece === 'symbol' ? [piece.description] : piece)));
}

/** The atom once all keys that are known are settled. */
export function settledBy(atom: Atom, known: Known, { settle }: Atoms): boolean | Atom {
  let now: boolean | Atom = atom;
  for (const key of atom.open) {
    if (typeof now !== 'boolean' && known.has(key)) now = settle(now, known, key);
  }
  return now;
}
