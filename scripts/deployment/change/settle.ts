import { own } from '../../template/own.ts';
import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import { resolveText, type Scope } from '../resolve.ts';
import type { Conditions } from './conditions.ts';

export interface Settling {
  scope: Scope;
  /** Parameters whose value is a list, with commas between. */
  lists: ReadonlySet<string>;
  mappings: Record<string, unknown>;
  conditions: Conditions;
}

/** What is left out: `{"Ref": "AWS::NoValue"}`. */
export const NO_VALUE = '\u0000AWS::NoValue';

/** Aliases and nesting deeper than any template's are left as they are written. */
const DEPTH_LIMIT = 100;

/** The value with everything in its place that is known; the rest stays as it is written. */
export function settle(value: unknown, settling: Settling, depth = 0): unknown {
  if (depth > DEPTH_LIMIT) return value;
  const inner = (part: unknown) => settle(part, settling, depth + 1);
  if (Array.isArray(value)) return value.map(inner).filter((item) => item !== NO_VALUE);
  if (!isMap(value)) return value;
  const [[name, argument] = [], ...others] = Object.entries(value);
  if (name !== undefined && others.length === 0) {
    const called = call(name, argument, settling, inner);
    if (called !== undefined) return called;
  }
  const entries = Object.entries(value).map(([key, part]) => [key, inner(part)] as const);
  return Object.fromEntries(entries.filter(([, part]) => part !== NO_VALUE));
}

/** Undefined: the map is no call of a function that is filled in. */
function call(name: string, argument: unknown, settling: Settling, inner: (part: unknown) => unknown): unknown {
  if (name === 'Ref') return argument === 'AWS::NoValue' ? NO_VALUE : referred(scalarText(argument), settling);
  if (name === 'Fn::If') return branch(argument, settling.conditions, inner);
  if (name === 'Fn::Sub') return substituted(argument, settling.scope, inner);
  const fill = Object.hasOwn(FILLED, name) ? FILLED[name] : undefined;
  if (fill === undefined) return undefined;
  const settled = inner(argument);
  // The argument is settled once: settled again in each function around it, nested ones would take forever.
  return fill(settled, settling) ?? { [name]: settled === NO_VALUE ? argument : settled };
}

/** What functions come to, given their settled argument; undefined where that is not known. */
const FILLED: Record<string, (argument: unknown, settling: Settling) => unknown> = {
  'Fn::FindInMap': found,
  'Fn::Join': (argument) => resolveText({ 'Fn::Join': argument }, new Map()) ?? undefined,
  'Fn::Select': selected,
  'Fn::Split': split,
};

function referred(name: string, { scope, lists }: Settling): unknown {
  const value = scope.get(name);
  if (value === undefined || !lists.has(name)) return value;
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}

function branch(argument: unknown, conditions: Conditions, inner: (part: unknown) => unknown): unknown {
  if (!Array.isArray(argument) || argument.length !== 3) return undefined;
  const outcome = conditions.get(scalarText(argument[0]));
  if (outcome != null) return inner(outcome ? argument[1] : argument[2]);
  const [name, ...branches] = argument;
  // Both branches keep their place, the one that leaves the property out too.
  const kept = branches.map(inner).map((value) => (value === NO_VALUE ? { Ref: 'AWS::NoValue' } : value));
  return { 'Fn::If': [name, ...kept] };
}

function found(argument: unknown, { mappings }: Settling): unknown {
  if (!Array.isArray(argument)) return undefined;
  const [map, top, second, options] = argument;
  const rows = own(mappings, scalarText(map));
  const row = isMap(rows) ? own(rows, scalarText(top)) : undefined;
  if (isMap(row) && Object.hasOwn(row, scalarText(second))) return row[scalarText(second)];
  const isKnown = [top, second].every((key) => typeof key === 'string');
  return isKnown && isMap(options) ? options.DefaultValue : undefined;
}

/** Where only some of the names are known, those are filled in. */
function substituted(argument: unknown, scope: Scope, inner: (part: unknown) => unknown): unknown {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string' || !isMap(given)) return undefined;
  const values = new Map(Object.entries(given).map(([name, value]) => [name, inner(value)]));
  const left: Record<string, unknown> = {};
  const filled = text.replace(/\$\{(!?)([^}]*)\}/g, (whole, literal: string, written: string) => {
    const name = written.trim();
    if (literal) return whole;
    const value = values.has(name) ? resolveText(values.get(name), scope) : scope.get(name);
    if (value != null) return value.replaceAll('${', '${!');
    if (values.has(name)) left[name] = values.get(name);
    return whole;
  });
  const rest = /\$\{(?!!)[^}]*\}/.test(filled);
  if (!rest) return filled.replace(/\$\{!([^}]*)\}/g, '${$1}');
  return { 'Fn::Sub': Object.keys(left).length > 0 ? [filled, left] : filled };
}

function selected(argument: unknown): unknown {
  if (!Array.isArray(argument) || !Array.isArray(argument[1])) return undefined;
  const items = argument[1];
  const isKnown = items.every((item) => typeof item !== 'object');
  const index = scalarText(argument[0]);
  return isKnown && /^\d+$/.test(index) ? items[Number(index)] : undefined;
}

function split(argument: unknown): unknown {
  if (!Array.isArray(argument)) return undefined;
  const [by, text] = argument;
  return typeof by === 'string' && by !== '' && typeof text === 'string' ? text.split(by) : undefined;
}
