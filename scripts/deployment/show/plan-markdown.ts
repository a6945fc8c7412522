import { accessSection } from '../../access/tell/access-section.ts';
import type { ResourceChange } from '../../aws/changes.ts';
import { inCode, inProse } from '../../cli/markdown/escape.ts';
import { fitted, type Section } from '../../cli/markdown/fitted.ts';
import type { DeploymentPlan, StackPlan } from '../plan.ts';
import { heldBy, isHeld, riskText } from '../planning/holds.ts';
import { bothShown, countOf, differs, reasonsOf, verbOf } from './change-rows.ts';
import { countsOf } from './plan-text.ts';

/** GitHub takes 65,536 characters of a comment; the caller may add a marker by which it finds the comment again. */
const LONGEST = 65_000;
/** Code of a comment is cut at 200 characters. */
const LONGEST_VALUE = 180;

/**
 * A plan as a comment or a summary; its first line is the verdict.
 * @param problems why some of it could not be planned, a line each
 */
export function planMarkdown(plan: DeploymentPlan, problems: readonly string[] = []): string {
  const changed = plan.stacks.filter(({ action }) => action !== 'none');
  const counts = plan.stacks.length === 0 ? '' : `: ${countsOf(plan)}`;
  const top = `**${verdictOf(plan, problems)}** in ${inCode(plan.environment)}${counts}.`;
  const access = plan.access?.changes ?? [];
  const end = `Digest ${inCode(plan.digest)}${plan.commit === null ? '' : `, commit ${inCode(plan.commit)}`}.`;
  const body = fitted(
    top,
    [
      problemsSection(problems),
      warningsSection(plan),
      accessSection(
        'Access gained',
        access.filter(({ change }) => change === 'gained'),
        false,
      ),
      undecidedSection(plan),
      ...changed.map(stackSection),
      accessSection(
        'Access lost',
        access.filter(({ change }) => change === 'lost'),
        true,
      ),
    ],
    LONGEST - end.length,
  );
  return `${body}\n\n${end}\n`;
}

function verdictOf(plan: DeploymentPlan, problems: readonly string[]): string {
  if (problems.length > 0) return 'Could not be planned';
  if (plan.stacks.every(({ action }) => action === 'none')) return 'Nothing would change';
  return isHeld(plan) ? 'Held: somebody has to agree first' : 'Can be deployed';
}

function problemsSection(problems: readonly string[]): Section {
  const entries = problems.map((line) => `<li>${inProse(line)}</li>`);
  return { before: '### Why\n\n<ul>', entries, leftOut: more, after: '</ul>', isFolded: false };
}

function warningsSection({ stacks }: DeploymentPlan): Section {
  const entries = stacks.flatMap((stack) => [
    ...stack.dataAtRisk.map(
      (risk) => `<li><strong>${inProse(stack.stack)}</strong>: ${inProse(riskText(stack.stack, risk))}</li>`,
    ),
    ...heldBy({ ...stack, dataAtRisk: [] }).map(
      (line) => `<li><strong>${inProse(stack.stack)}</strong>: ${inProse(line)}</li>`,
    ),
    ...stack.roleDenials.map(
      ({ role, action, logicalId, file, line, fix }) =>
        `<li>${inCode(role)} may not ${inCode(action)} for ${inCode(logicalId)} (${inCode(`${file}:${line}`)}): ${inProse(fix)}</li>`,
    ),
  ]);
  return { before: '### Look at this first\n\n<ul>', entries, leftOut: more, after: '</ul>', isFolded: false };
}

function undecidedSection({ access }: DeploymentPlan): Section {
  const entries = (access?.undecided ?? []).map(
    ({ principal, actions, resources, reason }) =>
      `<li>${inCode(principal)}: ${inCode(actions.join(', '))} on ${inCode(resources.join(', '))}: ${inProse(reason)}</li>`,
  );
  return { before: '### Access that is not decided\n\n<ul>', entries, leftOut: more, after: '</ul>', isFolded: false };
}

function stackSection({ stack, stackName, region, action, reason, changes }: StackPlan): Section {
  // In paragraphs of HTML: code does not keep Markdown from being read, and a reason tells what AWS says of a template.
  const where = `<p>${inCode(stackName)} in ${inCode(region)}</p>`;
  const why = reason === null ? '' : `<p>${inProse(reason)}</p>\n`;
  const head = '<table>\n<tr><th></th><th>Resource</th><th>Type</th><th>What of it</th></tr>';
  return {
    before: `### ${inProse(stack)}: ${action}, ${countOf(changes)}\n\n${where}\n${why}${head}`,
    entries: changes.map(changeRow),
    leftOut: (count) => `<tr><td colspan="4">${count} more are left out.</td></tr>`,
    after: '</table>',
    isFolded: false,
  };
}

function changeRow(change: ResourceChange): string {
  const values = change.details.filter(differs).map(({ target, before, after }) => {
    const [old, wanted] = bothShown(before, after, LONGEST_VALUE);
    return `${inCode(target)}: ${inCode(old)} → ${inCode(wanted)}`;
  });
  const told = [inProse(reasonsOf(change)), ...values].filter((text) => text !== '');
  const cells = [inProse(verbOf(change)[1]), inCode(change.logicalId), inCode(change.type), told.join('<br>')];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function more(count: number): string {
  return `<li>${count} more are left out.</li>`;
}
