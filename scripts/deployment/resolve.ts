import { scalarText } from '../template/scalar-text.ts';
import { isMap } from '../template/walk.ts';

/** Values of parameters and pseudo parameters that are known before anything is deployed. */
export type Scope = ReadonlyMap<string, string>;

/** The text that a template value comes to, or null when it depends on a resource or anything else not known yet. */
export function resolveText(value: unknown, scope: Scope): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return scalarText(value);
  const [[name, argument] = [], ...others] = Object.entries((value ?? {}) as object);
  if (others.length > 0 || Array.isArray(value)) return null;
  if (name === 'Ref') return typeof argument === 'string' ? (scope.get(argument) ?? null) : null;
  if (name === 'Fn::Sub') return resolveSub(argument, scope);
  if (name === 'Fn::Join') return resolveJoin(argument, scope);
  return null;
}

function resolveSub(argument: unknown, scope: Scope): string | null {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string' || !isMap(given)) return null;
  let known = true;
  const resolved = text.replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const value = Object.hasOwn(given, name) ? resolveText(given[name], scope) : scope.get(name.trim());
    known &&= typeof value === 'string';
    return value ?? '';
  });
  return known ? resolved : null;
}

function resolveJoin(argument: unknown, scope: Scope): string | null {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string' || !Array.isArray(argument[1])) return null;
  const parts = argument[1].map((part) => resolveText(part, scope));
  return parts.includes(null) ? null : parts.join(argument[0]);
}
