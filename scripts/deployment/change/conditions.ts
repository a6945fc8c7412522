import { isDeepStrictEqual } from 'node:util';
import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import { resolveText } from '../resolve.ts';
import { isUnknown } from './references.ts';
import { type Settling, settle } from './settle.ts';

/** How each condition turns out; null where that is not known. */
export type Conditions = ReadonlyMap<string, boolean | null>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html */
export function conditionsOf(template: Record<string, unknown>, filling: Omit<Settling, 'conditions'>): Conditions {
  const written = isMap(template.Conditions) ? template.Conditions : {};
  const decided = new Map<string, boolean | null>();
  const decide = (name: string): boolean | null => {
    const known = decided.get(name);
    if (known !== undefined || !Object.hasOwn(written, name)) return known ?? null;
    // Conditions that name each other in a circle, which CloudFormation refuses, are not known.
    decided.set(name, null);
    const value = outcome(written[name], decide, (part) => settle(part, { ...filling, conditions: decided }));
    decided.set(name, value);
    return value;
  };
  for (const name of Object.keys(written)) decide(name);
  return decided;
}

type Decide = (name: string) => boolean | null;

function outcome(value: unknown, decide: Decide, fill: (value: unknown) => unknown): boolean | null {
  const [[name, argument] = [], ...others] = isMap(value) ? Object.entries(value) : [];
  if (name === undefined || others.length > 0) return null;
  if (name === 'Condition') return decide(scalarText(argument));
  if (!Array.isArray(argument)) return null;
  if (name === 'Fn::Equals') return equal(argument.map(fill));
  const values = argument.map((part) => outcome(part, decide, fill));
  if (name === 'Fn::Not') return values[0] == null ? null : !values[0];
  if (name === 'Fn::And') return values.includes(false) ? false : values.includes(null) ? null : true;
  if (name === 'Fn::Or') return values.includes(true) ? true : values.includes(null) ? null : false;
  return null;
}

/** Values are compared as text, as parameters are text whatever their type. */
function equal([one, other, ...more]: readonly unknown[]): boolean | null {
  if (one === undefined || other === undefined || more.length > 0) return null;
  if (isDeepStrictEqual(one, other)) return true;
  if (isUnknown(one) || isUnknown(other)) return null;
  const [left, right] = [resolveText(one, new Map()), resolveText(other, new Map())];
  return left !== null && right !== null ? left === right : null;
}
