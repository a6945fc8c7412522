import { type Check, roleNameOf } from '../../embedded/calls.ts';
import type { Request } from '../../iam/decide/evaluate.ts';
import { isDenied } from '../../scenario/refusal.ts';
import type { Baseline } from '../trial/baseline.ts';

/** A call of a scenario's run with nothing taken away. */
export interface ObservedCall {
  stack: string;
  /** The name of the role that called. */
  role: string;
  action: string;
  resource: string;
}

/**
 * The allowed calls of roles, each once.
 * @param own the account in which the scenario ran, in place of which `primary` is written
 */
export function observedIn(stack: string, { parts }: Baseline, own: string, primary: string): ObservedCall[] {
  const calls = parts.flatMap(({ checks }) => checks).flatMap((check) => observed(stack, check));
  const here = calls.map((call) => ({ ...call, resource: call.resource.replaceAll(own, primary) }));
  return [...new Map(here.map((call) => [`${call.role} ${call.action} ${call.resource}`, call])).values()];
}

function observed(stack: string, check: Check): ObservedCall[] {
  const role = isDenied(check) ? null : roleNameOf(check.principal);
  return role === null ? [] : [{ stack, role, action: check.action, resource: check.resource }];
}

/** The call as AWS would have it decided: there `aws:PrincipalArn` is the role's ARN, whatever session calls. */
export function requestOf({ role, action, resource }: ObservedCall, accountId: string, partition: string): Request {
  const principal = `arn:${partition}:iam::${accountId}:role/${role}`;
  const context = {
    'aws:PrincipalArn': principal,
    'aws:PrincipalAccount': accountId,
    'aws:ResourceAccount': accountId,
    'aws:SecureTransport': 'true',
  };
  return { principal, principalAccount: accountId, action, resource, resourceAccount: accountId, context };
}
