import { compilePattern } from './decide/pattern.ts';
import type { Stack } from './grants.ts';
import type { Statement } from './statements.ts';

/** What a call works on. */
export interface Target {
  /** The logical id, where it is a resource of the stack. */
  id: string | null;
  /** As the template hands it to the function. */
  text: string;
}

export function actionMatches(pattern: string, action: string): boolean {
  return compilePattern(pattern, { wildcards: true, variables: false, ignoreCase: true })(action, () => undefined);
}

/** Whether an Allow speaks of the action and, as far as can be told, of one of the targets; of anything when none is known. */
export function allows(statement: Statement, action: string, targets: readonly Target[], stack: Stack): boolean {
  if (statement.effect !== 'Allow') return false;
  if (statement.actions.some((pattern) => actionMatches(pattern, action)) === statement.inverted) return false;
  return (
    targets.length === 0 ||
    statement.resources.some((pattern) => targets.some((target) => reaches(pattern, target, stack)))
  );
}

/**
 * False only when a resource pattern cannot mean the target: what is not known before deploying (a literal ARN, another
 * stack's value) may, because the deployed policies decide it soon enough.
 */
export function reaches(pattern: string, { id, text }: Target, stack: Stack): boolean {
  const named = stack.named(pattern);
  if (named.length > 0) return id !== null && named.includes(id);
  // A parameter names what is outside of the stack.
  if (id !== null && /^\$\{\w+\}(\/.*)?$/.test(pattern)) return false;
  if (isUnknown(pattern) || isUnknown(text) || !pattern.includes(':')) return true;
  return nameIn(text).some((name) => pattern.split(/[/:]/).some((part) => matches(part, name)));
}

/** Something in it stands for a value that only deploying gives, beside account, region and partition. */
function isUnknown(text: string): boolean {
  return /\$\{(?!AWS::(AccountId|Region|Partition|URLSuffix)\})/.test(text);
}

/** The last part of an ARN or URL, or the name itself. */
function nameIn(text: string): string[] {
  return [text, text.split(/[/:]/).at(-1) ?? ''].filter((name) => name !== '');
}

function matches(pattern: string, text: string): boolean {
  return compilePattern(pattern, { wildcards: true, variables: false, ignoreCase: false })(text, () => undefined);
}
