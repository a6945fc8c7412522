import type { Decision } from '../iam/decide/evaluate.ts';
import { answer, type Cited } from './answer.ts';
import { callerFrom, callerOf } from './callers.ts';
import { principalsIn } from './holdings.ts';
import { type Question, requestOf } from './question.ts';
import { strangersIn } from './strangers.ts';

export interface Entitled {
  principal: string;
  arn: string;
  /** Without the keys that were not given. */
  decision: Decision;
  by: readonly Cited[];
  /** Keys on which it depends and that were not given. */
  conditions: readonly string[];
  unknown: readonly string[];
}

/** Who may, or might with keys that were not given; `unknown` is what may entitle others. */
export function whoIn(question: Question): { who: Entitled[]; unknown: string[] } {
  const { account, ofResource } = question;
  const callers = [
    ...principalsIn(account).map((principal) => callerOf(principal, account)),
    ...strangersIn(ofResource, account).map((stranger) => callerFrom(stranger, account)),
  ];
  const who: Entitled[] = [];
  const open: string[] = [];
  for (const caller of callers) {
    const { decision, by, conditional, unknown, request } = answer(requestOf(caller, question), caller, ofResource);
    const { conditions = [], by: under = by } = conditional ?? {};
    if (decision === 'Allowed' || conditional !== null) {
      who.push({ principal: caller.name, arn: request.principal, decision, by: under, conditions, unknown });
    } else if (decision === 'ImplicitlyDenied') open.push(...unknown.map((one) => `${caller.name}: ${one}`));
  }
  return { who, unknown: [...open, ...question.unknown] };
}
