import type { FailureCause } from '../../aws/cause.ts';
import { inCode, inProse } from '../../cli/markdown/escape.ts';
import { fitted, type Section } from '../../cli/markdown/fitted.ts';
import { findingText } from '../../template/finding.ts';
import type { DeployResult, StackResult } from '../events.ts';
import { adviceTexts, causeText } from './event-rows.ts';

/** Well below the 1 MiB that GitHub takes of a summary. */
const LONGEST = 500_000;

/**
 * How a deployment ended, for the summary of a job.
 * @param moved what is not as it was when the plan was made, a line each; then nothing was executed
 */
export function resultMarkdown(result: DeployResult, moved: readonly string[] = []): string {
  const { environment, ok, held, stacks, findings } = result;
  const isRefused = findings.length > 0 || moved.length > 0;
  const verdict = isRefused ? 'Not deployed' : ok ? 'Deployed' : held ? 'Held' : 'Failed';
  const refusal: Section = {
    before: '<ul>',
    entries: [...findings.map(findingText), ...moved.map((line) => `the plan does not hold any more: ${line}`)].map(
      (line) => `<li>${inProse(line)}</li>`,
    ),
    leftOut: (count) => `<li>${count} more are left out.</li>`,
    after: '</ul>',
    isFolded: false,
  };
  const section: Section = {
    before: '<table>\n<tr><th>Stack</th><th>Outcome</th><th></th></tr>',
    entries: stacks.map(stackRow),
    leftOut: (count) => `<tr><td colspan="3">${count} more are left out.</td></tr>`,
    after: '</table>',
    isFolded: false,
  };
  return `${fitted(`### ${verdict}: ${inProse(environment)}`, [refusal, section], LONGEST)}\n`;
}

function stackRow({ stack, status, cause, reason, blockedBy, heldBy, invocations, outputs }: StackResult): string {
  const told = [
    ...(cause === null ? [] : causeParts(cause)),
    ...(reason === null ? [] : [inProse(reason)]),
    ...(blockedBy.length === 0 ? [] : [`needs ${inProse(blockedBy.join(', '))}`]),
    ...heldBy.map(inProse),
    ...invocations.flatMap(({ functionName, event, error }) =>
      error === null ? [] : [`${inCode(functionName)} with ${inCode(event)}: ${inProse(error)}`],
    ),
    ...Object.entries(outputs).map(([name, value]) => `${inCode(name)}: ${inCode(value)}`),
  ];
  return `<tr><td>${inProse(stack)}</td><td>${status}</td><td>${told.join('<br>')}</td></tr>`;
}

function causeParts(cause: FailureCause): string[] {
  return [
    inProse(causeText(cause)),
    ...cause.logs.map((line) => `log: ${inCode(line)}`),
    ...adviceTexts(cause).map(inProse),
  ];
}
