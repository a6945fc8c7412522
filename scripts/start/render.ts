import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import { type Check, roleNameOf } from '../embedded/calls.ts';
import type { StepReport } from '../scenario/report.ts';

/** A step for people: its outcome, each call with role, action, resource and decision, and what came back. */
export function stepLines({ title, status, checks, notes, error }: StepReport, out: Pick<Output, 'style'>): string[] {
  const mark = status === 'passed' ? out.style('green', '✔') : out.style('red', '✘');
  return [
    `${mark} ${plain(title)}`,
    ...checks.map((check) => `    ${checkText(check, out)}`),
    ...notes.map((note) => `    → ${plain(note)}`),
    ...errorLines(error ?? '').map((line) => out.style('red', `    ${line}`)),
  ];
}

/** A function's message may hold line breaks, and anything else. */
function errorLines(error: string): string[] {
  const lines = error.split(/[\r\n\u2028\u2029]/).map((line) => plain(line).trimEnd());
  return lines.filter((line) => line !== '');
}

function checkText({ principal, action, resource, decision }: Check, out: Pick<Output, 'style'>): string {
  const verdict = out.style(decision === 'Allowed' ? 'dim' : 'yellow', decision);
  return `${plain(`${roleNameOf(principal) ?? principal}  ${action}  ${resource}`)}  ${verdict}`;
}
