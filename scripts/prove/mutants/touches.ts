import { type Check, roleNameOf } from '../../embedded/calls.ts';
import { type Glob, globOf } from '../../iam/compare/glob.ts';
import type { Request } from '../../iam/decide/evaluate.ts';
import type { Touched } from './mutant.ts';

const globs = new Map<string, Glob>();

/** Whether a change may decide a call anew: by who calls, what, and on what. Conditions are left to the decision. */
export function touches({ roles, actions, resources }: Touched, check: Check): boolean {
  return (
    (roles === null || roles.includes(roleNameOf(check.principal) ?? '')) &&
    (actions === null || actions.some((one) => matches(one, check.action, true))) &&
    // Of some calls the embedded AWS does not say on what.
    (resources === null || check.resource === '*' || resources.some((one) => matches(one, check.resource, false)))
  );
}

export function touchesRequest(touched: Touched, { principal, action, resource }: Request): boolean {
  return touches(touched, { principal, action, resource, decision: 'Allowed', reason: null });
}

/** A policy variable stands for anything here. */
function matches(pattern: string, text: string, ignoreCase: boolean): boolean {
  const key = `${ignoreCase}${pattern}`;
  const glob = globs.get(key) ?? globOf(pattern.replaceAll(/\$\{[^{}]*\}/g, '*'), { ignoreCase });
  globs.set(key, glob);
  return glob.matches(text);
}
