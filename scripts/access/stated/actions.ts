import { actionsMatching } from '../../iam/catalog/actions.ts';
import type { Action, Catalog } from '../../iam/catalog/catalog.ts';
import { type Glob, globOf } from '../../iam/compare/glob.ts';
import type { Stated, Text } from './statements.ts';

/** The same few patterns are asked for by many rules. */
const globs = new Map<string, Glob>();

/** Whether the pattern covers the action, in any case. */
export function covers(pattern: string, action: string): boolean {
  if (!isWild(pattern)) return pattern.toLowerCase() === action.toLowerCase();
  const glob = globs.get(pattern) ?? globOf(pattern, { ignoreCase: true });
  globs.set(pattern, glob);
  return glob.matches(action.toLowerCase());
}

/** The pattern of the statement that covers the action; null when it does not speak of it. */
export function patternFor({ actions, notActions, fields }: Stated, action: string): Text | null {
  if (actions.length > 0) return actions.find(({ text }) => covers(text, action)) ?? null;
  if (!('NotAction' in fields) || notActions.some(({ text }) => covers(text, action))) return null;
  return notActions[0] ?? null;
}

export function isWild(text: string): boolean {
  return /[*?]/.test(text);
}

const matching = new WeakMap<Catalog, Map<string, Action[]>>();

/** As the catalog's, remembered: many rules ask for the same pattern. */
export function actionsOf(catalog: Catalog, pattern: string): Action[] {
  const known = matching.get(catalog) ?? new Map<string, Action[]>();
  matching.set(catalog, known);
  const found = known.get(pattern) ?? actionsMatching(catalog, pattern);
  known.set(pattern, found);
  return found;
}
