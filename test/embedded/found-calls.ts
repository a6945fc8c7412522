import { type Call, roleNameOf } from '../../scripts/embedded/calls.ts';

/** The calls in which at least one action was not allowed. */
export function denied(calls: Call[]): Call[] {
  return calls.filter((call) => call.checks.some((check) => check.decision !== 'Allowed'));
}

/** The calls made with a session of the role. */
export function byRole(calls: Call[], roleName: string): Call[] {
  return calls.filter((call) => call.checks.some((check) => roleNameOf(check.principal) === roleName));
}
