import type { Output } from '../cli/output.ts';
import { type Check, roleNameOf } from '../embedded/calls.ts';
import type { StepReport } from '../scenario/report.ts';

/** A step for people: its outcome, each call with role, action, resource and decision, and what came back. */
export function stepLines({ title, status, checks, notes, error }: StepReport, out: Pick<Output, 'style'>): string[] {
  const mark = status === 'passed' ? out.style('green', '✔') : out.style('red', '✘');
  return [
    `${mark} ${title}`,
    ...checks.map((check) => `    ${checkText(check, out)}`),
    ...notes.map((note) => `    → ${note}`),
    ...(error === null ? [] : [out.style('red', `    ${error}`)]),
  ];
}

function checkText({ principal, action, resource, decision }: Check, out: Pick<Output, 'style'>): string {
  const verdict = out.style(decision === 'Allowed' ? 'dim' : 'yellow', decision);
  return `${roleNameOf(principal) ?? principal}  ${action}  ${resource}  ${verdict}`;
}
