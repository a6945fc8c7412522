import { compilePattern } from '../decide/pattern.ts';
import { FEDERATION_KEYS, GLOBAL_KEYS, type ValueType, type WrittenType } from './global-keys.ts';

export interface KeyType {
  /** As AWS writes it; of a key with a tag the template, such as `aws:RequestTag/${TagKey}`. */
  name: string;
  type: ValueType;
  /** What the values can be instead: `aws:EpochTime` is a date or a number. */
  alternative: ValueType | null;
  multivalued: boolean;
}

/** The types of all condition keys that AWS knows, which `keyType` takes. */
export interface ConditionKeys {
  dataVersion: string;
  /** By name in lower case: what no service lists, or what AWS's pages say better. */
  ofPages: ReadonlyMap<string, KeyType>;
  /** Lines, each with a newline before and after it; to search them is faster than to index them first. */
  ofServices: string;
  /** Longest first: what says more about a key is tried before what says less. */
  templates: readonly Template[];
}

/** Keys whose name has a variable, in lower case. */
interface Template {
  /** What the variable comes after. */
  start: string;
  pattern: string;
  key: KeyType;
}

/** A line is the name in lower case, the type and the name, with spaces between. */
interface CompiledKeys {
  dataVersion: string;
  keys: string;
  templates: string[];
}

/**
 * Reads the file that set-up compiles, and adds the keys that no service lists.
 * @throws SyntaxError when the file is damaged
 */
export function conditionKeysOf(text: string): ConditionKeys {
  const { dataVersion, keys, templates }: CompiledKeys = JSON.parse(text);
  const byHand = Object.entries({ ...GLOBAL_KEYS, ...FEDERATION_KEYS }).map(([name, types]) =>
    typeof types === 'string' ? keyOf(name, types) : keyOf(name, ...types),
  );
  const withVariable = [...byHand.filter(({ name }) => name.includes('${')), ...templates.map(keyIn)];
  return {
    dataVersion,
    ofPages: new Map(byHand.map((key) => [key.name.toLowerCase(), key])),
    ofServices: `\n${keys}\n`,
    templates: withVariable.map(templateOf).sort((one, other) => other.pattern.length - one.pattern.length),
  };
}

/** The key in any case, with its tag if it has one; null for a key that AWS does not list. */
export function keyType({ ofPages, ofServices, templates }: ConditionKeys, name: string): KeyType | null {
  const lower = name.toLowerCase();
  const known = ofPages.get(lower) ?? listedIn(ofServices, lower);
  return known ?? templates.find((template) => isOf(lower, template))?.key ?? null;
}

function listedIn(lines: string, lower: string): KeyType | null {
  const start = lines.indexOf(`\n${lower} `) + 1;
  return start === 0 ? null : keyIn(lines.slice(start, lines.indexOf('\n', start)));
}

function keyIn(line: string): KeyType {
  const [, type, name = ''] = line.split(' ');
  return keyOf(name, type as WrittenType);
}

function keyOf(name: string, type: WrittenType, alternative: ValueType | null = null): KeyType {
  const single = type.replace(/^ArrayOf/, '') as ValueType;
  return { name, type: single, alternative, multivalued: single !== type };
}

function templateOf(key: KeyType): Template {
  const name = key.name.toLowerCase();
  return { start: name.slice(0, name.indexOf('${')), pattern: name.replaceAll(/\$\{\w+\}/g, '?*'), key };
}

function isOf(name: string, { start, pattern }: Template): boolean {
  if (!name.startsWith(start)) return false;
  return compilePattern(pattern, { wildcards: true, variables: false })(name, () => undefined);
}
