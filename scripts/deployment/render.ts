import type { FailureCause } from '../aws/cause.ts';
import type { ResourceChange } from '../aws/changes.ts';
import type { StackEvent } from '../aws/events.ts';
import type { Output } from '../cli/output.ts';
import type { DeployEvent, DeployResult, StackResult, StackStatus } from './events.ts';
import type { StackPlan } from './plan.ts';

type Paint = Output['style'];

/** What to show of an event, a line each. */
export function deployLines(event: DeployEvent, { style: paint }: Pick<Output, 'style'>): string[] {
  switch (event.type) {
    case 'started':
      return [
        `${event.dryRun ? 'Planning' : 'Deploying'} ${event.stacks.join(', ')} to environment ${event.environment}, account ${event.accountId}, as ${plain(event.arn)}`,
      ];
    case 'waiting':
      return [line(event.stack, `${event.status} by somebody else: waiting for it to end`)];
    case 'planned':
      return planLines(event.plan, paint);
    case 'deleting':
      return [line(event.stack, 'deleting what is left of the failed creation')];
    case 'artifact':
      return [line(event.stack, `${event.outcome} ${event.key} (${Math.ceil(event.bytes / 1024)} KB)`)];
    case 'progress':
      return [progressLine(event.stack, event.event, paint)];
    case 'finished':
      return finishedLines(event.result, paint);
  }
}

/** A plan without changes has no lines: that the stack is unchanged is said at its end. */
export function planLines(plan: StackPlan, paint: Paint): string[] {
  const { stack, stackName, action, changes, reason } = plan;
  if (action === 'none') return [];
  const title = `${action}: ${plain(reason ?? count(changes))} (${stackName}, ${plan.region})`;
  const widths = { id: widest(changes, 'logicalId'), type: widest(changes, 'type') };
  return [line(stack, title), ...changes.map((change) => line(stack, changeRow(change, widths, paint)))];
}

function count(changes: readonly ResourceChange[]): string {
  return changes.length === 1 ? '1 resource' : `${changes.length} resources`;
}

function widest(changes: readonly ResourceChange[], key: 'logicalId' | 'type'): number {
  return Math.max(0, ...changes.map((change) => change[key].length));
}

function changeRow(change: ResourceChange, widths: { id: number; type: number }, paint: Paint): string {
  const { logicalId, type } = change;
  const [style, verb] = verbOf(change);
  const why = reasonsOf(change);
  const row = `  ${paint(style, verb.padEnd(14))} ${logicalId.padEnd(widths.id)}  ${type.padEnd(widths.type)}`;
  return `${row}${why ? `  ${plain(why)}` : ''}`.trimEnd();
}

function verbOf({ action, replacement }: ResourceChange): ['green' | 'yellow' | 'red', string] {
  if (action === 'Modify' && replacement === 'True') return ['red', '± replace'];
  if (action === 'Modify' && replacement === 'Conditional') return ['yellow', '± may replace'];
  if (action === 'Modify') return ['yellow', '~ modify'];
  if (action === 'Remove') return ['red', '- remove'];
  return ['green', `+ ${action.toLowerCase()}`];
}

/** What of the resource changes; for a replacement only what forces it. */
function reasonsOf({ replacement, details, policyAction }: ResourceChange): string {
  const forcing = details.filter(({ requiresRecreation }) => requiresRecreation && requiresRecreation !== 'Never');
  const shown = replacement === 'True' && forcing.length > 0 ? forcing : details;
  const targets = [...new Set(shown.map(({ target }) => target).filter(Boolean))];
  const kept = policyAction?.includes('Retain') ? 'the old one is kept' : '';
  return [targets.join(', '), kept].filter(Boolean).join('; ');
}

function progressLine(stack: string, { status, logicalId, type, reason }: StackEvent, paint: Paint): string {
  const style = status.includes('FAILED') || status.includes('ROLLBACK') ? 'red' : 'dim';
  return line(stack, `  ${paint(style, status)} ${logicalId} ${type}${reason ? `: ${plain(reason)}` : ''}`);
}

const DONE: Record<StackStatus, string> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  planned: 'planned, nothing executed',
  failed: 'FAILED',
  skipped: 'skipped',
  blocked: 'not started',
};

function finishedLines(result: StackResult, paint: Paint): string[] {
  const { stack, status, outputs, cause, blockedBy } = result;
  const style = status === 'failed' || status === 'blocked' ? 'red' : 'green';
  const after = blockedBy.length > 0 ? `: it needs ${blockedBy.join(', ')}` : cause ? `: ${causeText(cause)}` : '';
  const rows = Object.entries(outputs).map(([key, value]) => line(stack, `  ${key} = ${plain(value)}`));
  return [line(stack, `${paint(style, DONE[status])}${after}`), ...rows];
}

function causeText({ logicalId, type, message }: FailureCause): string {
  return `${logicalId ? `${logicalId} (${type}): ` : ''}${plain(message)}`;
}

/** The last lines: one with the counts, and one for each stack that the environment skips. */
export function resultLines({ stacks, dryRun, findings }: DeployResult): string[] {
  if (findings.length > 0) return ['Nothing was deployed: the check before it has findings'];
  const skipped = stacks.filter(({ status }) => status === 'skipped');
  return [
    ...skipped.map(({ stack, reason }) => line(stack, `skipped: ${plain(reason ?? '')}`)),
    `${dryRun ? 'Dry run' : 'Done'}: ${countsOf(stacks)}`,
  ];
}

function countsOf(stacks: readonly StackResult[]): string {
  const counts = new Map<StackStatus, number>();
  for (const { status } of stacks) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, number]) => `${number} ${status}`).join(', ');
}

function line(stack: string, text: string): string {
  return `${stack}: ${text}`;
}

/** One line without control and direction characters: reasons and values can hold what a template's author put there. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
