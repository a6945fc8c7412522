import { EXIT, type ExitCode } from '../../cli/exit.ts';
import type { Output } from '../../cli/output.ts';
import { plain } from '../../cli/plain.ts';
import { findingText } from '../../template/finding.ts';
import { isHeld } from '../planning/holds.ts';
import type { PlanFailure, PlanResult } from '../planning/plan-environment.ts';
import { planLines } from './plan-text.ts';

/** All that a plan came to, for people: what kept it from being made, what it does, what to know beside. */
export function showPlan({ plan, findings, failures, notes }: PlanResult, out: Output): void {
  for (const finding of findings) out.warn(findingText(finding));
  for (const line of planLines(plan, out)) out.say(line);
  for (const failure of failures) out.say(failureLine(failure));
  for (const note of notes) out.warn(note);
}

/** What kept the plan from being made, a line each. */
export function problemLines({ findings, failures }: PlanResult): string[] {
  return [...findings.map(findingText), ...failures.map(failureLine)];
}

function failureLine({ stack, cause }: PlanFailure): string {
  const place = cause.logicalId === null ? '' : `${cause.logicalId} (${cause.type}): `;
  return plain(`${stack}: could not be planned: ${place}${cause.message}`);
}

export function exitCodeOfPlan({ plan, findings, failures }: PlanResult): ExitCode {
  if (findings.length > 0 || failures.length > 0) return EXIT.findings;
  return isHeld(plan) ? EXIT.blocked : EXIT.done;
}
