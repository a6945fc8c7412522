import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import type { DeployResult } from '../deployment/events.ts';
import type { PlanResult } from '../deployment/planning/plan-environment.ts';
import { planLines } from '../deployment/show/plan-text.ts';
import { findingText } from '../template/finding.ts';
import { variableLines } from './variables.ts';

/** What a dry run has to tell. */
export function showPlan(result: PlanResult, out: Output): void {
  const { plan, findings, failures, notes } = result;
  for (const finding of findings) out.warn(findingText(finding));
  for (const line of planLines(plan, out)) out.say(line);
  for (const { stack, cause } of failures) out.say(plain(`${stack}: could not be planned: ${cause.message}`));
  for (const note of notes) out.warn(note);
  out.document(result);
}

/** What GitHub has to be told, after the deploy itself was. */
export function showVariables(result: DeployResult, repository: string, region: string, out: Output): void {
  const variables = result.ok ? variableLines(result, region) : [];
  if (variables.length > 0) {
    out.say();
    out.say(plain(`Set these in ${repository}, after making the environments that they name:`));
  }
  for (const line of variables) out.say(`  ${line}`);
  out.document({ ...result, variables });
}
