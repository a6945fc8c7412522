import { own } from '../../template/own.ts';
import type { KeyType } from '../catalog/condition-keys.ts';
import { ANY, isVariable, type Piece } from '../decide/pattern.ts';
import { type Atom, isText, type Known } from './atom.ts';
import type { Caller } from './caller.ts';
import { anything, type Fill, filled, type Glob, type GlobPiece } from './glob.ts';
import { addressesAround, epochText, instantsAround, isoText, numbersAround } from './points.ts';
import { splits } from './splits.ts';
import type { TextClasses } from './text-classes.ts';

/** Values that a key can have; undefined: the request does not carry it. */
export interface Candidate {
  values: readonly string[] | undefined;
  /**
   * Set where a key is tested both as text and as a number, date or address: the values that text is tested on.
   * No single value need exist that does both, so what such a candidate shows is not proven.
   */
  text?: readonly string[];
}

export interface Asked {
  key: string;
  type: KeyType | null;
  /** The atoms that the key decides, alone or with others. */
  atoms: readonly Atom[];
  /** All atoms that are left. */
  all: readonly Atom[];
  known: Known;
  caller: Caller;
  textClasses: TextClasses;
}

const TIME_KEYS = ['aws:currenttime', 'aws:epochtime'];

/** Values of a key of which each way in which its atoms can hold together has one. A key of many values: single ones. */
export function candidates(asked: Asked): Candidate[] {
  const { key, type, caller } = asked;
  const fixed = caller.fixed.get(key);
  if (fixed !== undefined) return [{ values: fixed === null ? undefined : [fixed] }];
  const own = key === 'aws:username' ? asked.known.get('aws:principalarn')?.[0] : undefined;
  if (own !== undefined) return [{ values: [own.slice(own.lastIndexOf('/') + 1)] }];
  const linked = linkedTime(asked);
  if (linked !== null) return [{ values: undefined }, { values: [linked] }];
  const texts = type?.type === 'Bool' ? ['true', 'false'] : textsOf(asked);
  const points = pointsOf(asked);
  const mixed = points.length > 0 && asked.atoms.some((atom) => isText(atom) && atom.condition !== null);
  const untyped = points.length > 0 && type !== null && type.type !== 'String' && !mixed ? [] : texts;
  const single = [...points, ...untyped].map((text): Candidate => ({ values: [text] }));
  const both = mixed
    ? points.flatMap((point) => texts.map((text): Candidate => ({ values: [point], text: [text] })))
    : [];
  const absent: Candidate[] = caller.present.has(key) ? [] : [{ values: undefined }];
  return [...single.filter(({ values }) => canBe(caller, key, values?.[0] ?? '')), ...absent, ...both];
}

/** What IAM takes for the name of a user or role and its path (IAM API Reference, "CreateUser"); colons are left out. */
const NAMES: ReadonlyMap<string, RegExp> = new Map([
  ['aws:principalarn', /^arn:[\w-]+:iam::\d{12}:(user|role)(\/[!-.0-9;-~]+)*\/[\w+=,.@-]+$/],
  ['aws:username', /^[\w+=,.@-]+$/],
]);

function canBe({ limits, named }: Caller, key: string, text: string): boolean {
  if (key === 'aws:principalarn' && named.has(text)) return false;
  return (limits.get(key)?.matches(text) ?? true) && (NAMES.get(key)?.test(text) ?? true);
}

/** The current time is one, whichever of its two keys says it (IAM User Guide, "AWS global condition context keys"). */
function linkedTime({ key, known }: Asked): string | null {
  const other = key === TIME_KEYS[0] ? TIME_KEYS[1] : key === TIME_KEYS[1] ? TIME_KEYS[0] : undefined;
  const [said] = (other === undefined ? undefined : known.get(other)) ?? [];
  if (said === undefined) return null;
  return other === TIME_KEYS[1] ? isoText(Number(said) * 1000) : epochText(Date.parse(said));
}

function pointsOf({ key, atoms, all }: Asked): string[] {
  const isTime = TIME_KEYS.includes(key);
  const speaking = isTime ? all.filter((atom) => 'key' in atom.tested && TIME_KEYS.includes(atom.tested.key)) : atoms;
  const limits = (prefix: string) =>
    speaking.flatMap(({ condition }) => (condition?.operator.startsWith(prefix) ? condition.values : []));
  const dates = limits('Date');
  const numbers = limits('Numeric');
  const addresses = limits('IpAddress');
  const instants = instantsAround(isTime ? [...dates, ...numbers] : dates);
  return [
    ...instants.map(key === 'aws:epochtime' ? epochText : isoText),
    ...(isTime ? [] : numbersAround(numbers)),
    // A key that numbers are compared with may hold a date written as a number, and the other way round.
    ...(dates.length > 0 && numbers.length > 0 && !isTime ? instants.map(epochText) : []),
    ...(addresses.length > 0 ? addressesAround(addresses) : []),
  ];
}

function textsOf(asked: Asked): string[] {
  const globs = new Map<string, Glob>();
  const add = (glob: Glob | null) => void (glob && globs.set(glob.key, glob));
  const limit = asked.caller.limits.get(asked.key);
  if (limit) add(limit);
  for (const atom of asked.atoms) {
    if ('key' in atom.tested && atom.tested.key === asked.key) for (const glob of testedGlobs(atom, asked)) add(glob);
    else for (const text of splitTexts(atom, asked.key, asked.known)) add(globOfText(text));
  }
  for (const glob of asked.caller.refinements(asked.key, asked.all)) add(glob);
  const texts = asked.textClasses([...globs.values()]).map(({ text }) => text);
  // A shortest text may end where a name has to follow.
  return NAMES.has(asked.key) ? texts.flatMap((text) => [text, `${text}someone`]) : texts;
}

function globOfText(text: string): Glob | null {
  return filled([[text]], anything);
}

function testedGlobs(atom: Atom, asked: Asked): Glob[] {
  const { condition } = atom;
  if (condition?.operator === 'Bool' || condition?.operator === 'BinaryEquals') {
    return condition.values.flatMap(
      (value) => filled([[value]], anything, { ignoreCase: condition.operator === 'Bool' }) ?? [],
    );
  }
  return atom.patterns.flatMap((pattern) => refined(pattern, asked.known, asked.all, atom.ignoreCase));
}

/** What stands where a variable does in a text that is settled. */
function splitTexts({ tested, patterns, settled }: Atom, key: string, known: Known): string[] {
  const texts = 'text' in tested ? [tested.text] : (settled.get(tested.key) ?? []);
  const fill = fillFrom(known);
  return texts.flatMap((text) => patterns.flatMap((pattern) => splits(pattern, text, key, fill)));
}

/** A known variable is its value; of the others it is only known that they are something. */
function fillFrom(known: Known): Fill {
  return (variable) => {
    if (!known.has(variable.key)) return anything(variable);
    const values = known.get(variable.key);
    const value = values === undefined ? variable.preset : values.length === 1 ? values[0] : null;
    return value === null || value === undefined ? null : [value];
  };
}

/** A pattern crossed with more than this is only taken as a whole. */
const MOST_REFINEMENTS = 64;

/** What has a slash in place of a user's name is nobody's. */
const NO_SLASH: Record<string, GlobPiece[][]> = { 'aws:username': [[ANY, '/', ANY]] };

/**
 * A pattern whose variables stand for anything, and for each thing that a condition compares that variable with: texts
 * that differ in none of these can be had with the same values of the variable.
 */
export function refined(pattern: readonly Piece[][], known: Known, all: readonly Atom[], ignoreCase = false): Glob[] {
  const fill = fillFrom(known);
  const open = [
    ...new Set(pattern.flat().flatMap((piece) => (isVariable(piece) && !known.has(piece.key) ? [piece] : []))),
  ];
  let fills: ReadonlyMap<string, readonly GlobPiece[]>[] = [new Map()];
  for (const { key, preset } of open) {
    const options = [
      ...comparedWith(key, all),
      ...foundIn(key, all, known),
      ...(own(NO_SLASH, key) ?? []),
      ...(preset === null ? [] : [[preset]]),
    ];
    fills = fills.flatMap((before) => [before, ...options.map((pieces) => new Map([...before, [key, pieces]]))]);
    if (fills.length > MOST_REFINEMENTS) fills = [new Map()];
  }
  return fills.flatMap(
    (chosen) => filled(pattern, (variable) => chosen.get(variable.key) ?? fill(variable), { ignoreCase }) ?? [],
  );
}

/** What the variable can be for the texts that are chosen already. */
function foundIn(key: string, all: readonly Atom[], known: Known): GlobPiece[][] {
  const reading = all.filter(({ open, tested }) => open.includes(key) && !('key' in tested && tested.key === key));
  return reading.flatMap((atom) => splitTexts(atom, key, known).map((text) => [text]));
}

function comparedWith(key: string, all: readonly Atom[]): GlobPiece[][] {
  return all.flatMap((atom) => {
    if (!('key' in atom.tested) || atom.tested.key !== key) return [];
    return atom.patterns.flatMap((pattern) => {
      const glob = filled(pattern, anything);
      return glob && glob.parts.length === 1 ? [[...(glob.parts[0] ?? [])]] : [];
    });
  });
}
