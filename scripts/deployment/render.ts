import type { FailureCause } from '../aws/cause.ts';
import type { ResourceChange } from '../aws/changes.ts';
import type { StackEvent } from '../aws/events.ts';
import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import type { DeployEvent, DeployResult, StackResult, StackStatus } from './events.ts';
import type { StackPlan } from './plan.ts';

type Paint = Output['style'];
type Style = Parameters<Paint>[0];

/** A line in parts: text, or text in a colour of ours. Only `shown` makes it one, so that every part becomes plain. */
type Row = (string | { style: Style; text: string })[];

/** What to show of an event, a line each. */
export function deployLines(event: DeployEvent, { style: paint }: Pick<Output, 'style'>): string[] {
  return eventRows(event).map((row) => shown(row, paint));
}

/** The last lines: one with the counts, and one for each stack that the environment skips. */
export function resultLines({ stacks, dryRun, findings }: DeployResult): string[] {
  if (findings.length > 0) return ['Nothing was deployed: the check before it has findings'];
  const skipped = stacks.filter(({ status }) => status === 'skipped');
  return [
    ...skipped.map(({ stack, reason }) => shown(row(stack, `skipped: ${reason ?? ''}`))),
    `${dryRun ? 'Dry run' : 'Done'}: ${countsOf(stacks)}`,
  ];
}

function eventRows(event: DeployEvent): Row[] {
  switch (event.type) {
    case 'started':
      return [
        [
          `${event.dryRun ? 'Planning' : 'Deploying'} ${event.stacks.join(', ')} to environment ${event.environment}, account ${event.accountId}, as ${event.arn}`,
        ],
      ];
    case 'waiting':
      return [row(event.stack, `${event.status} by somebody else: waiting for it to end`)];
    case 'planned':
      return planRows(event.plan);
    case 'deleting':
      return [row(event.stack, 'deleting what is left of the failed creation')];
    case 'artifact':
      return [row(event.stack, `${event.outcome} ${event.key} (${Math.ceil(event.bytes / 1024)} KB)`)];
    case 'progress':
      return [progressRow(event.stack, event.event)];
    case 'served': {
      const { bucket, uploaded, unchanged, removed } = event;
      return [row(event.stack, `files in ${bucket}: ${uploaded} uploaded, ${unchanged} unchanged, ${removed} removed`)];
    }
    case 'invoked': {
      const { functionName, event: file, error, milliseconds } = event.invocation;
      const outcome = error === null ? `answered in ${milliseconds} ms` : `FAILED: ${error}`;
      return [row(event.stack, `${functionName} with ${file}: ${outcome}`)];
    }
    case 'note':
      return [row(event.stack, event.text)];
    case 'finished':
      return finishedRows(event.result);
  }
}

/** A plan without changes has no lines: that the stack is unchanged is said at its end. */
function planRows(plan: StackPlan): Row[] {
  const { stack, stackName, action, changes, reason } = plan;
  if (action === 'none') return [];
  const title = `${action}: ${reason ?? count(changes)} (${stackName}, ${plan.region})`;
  const widths = { id: widest(changes, 'logicalId'), type: widest(changes, 'type') };
  return [row(stack, title), ...changes.map((change) => changeRow(stack, change, widths))];
}

function count(changes: readonly ResourceChange[]): string {
  return changes.length === 1 ? '1 resource' : `${changes.length} resources`;
}

function widest(changes: readonly ResourceChange[], key: 'logicalId' | 'type'): number {
  return Math.max(0, ...changes.map((change) => change[key].length));
}

function changeRow(stack: string, change: ResourceChange, widths: { id: number; type: number }): Row {
  const { logicalId, type } = change;
  const [style, verb] = verbOf(change);
  const resource = ` ${logicalId.padEnd(widths.id)}  ${type.padEnd(widths.type)}  ${reasonsOf(change)}`;
  return row(stack, '  ', { style, text: verb.padEnd(14) }, resource);
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

function progressRow(stack: string, { status, logicalId, type, reason }: StackEvent): Row {
  const style = status.includes('FAILED') || status.includes('ROLLBACK') ? 'red' : 'dim';
  return row(stack, '  ', { style, text: status }, ` ${logicalId} ${type}${reason ? `: ${reason}` : ''}`);
}

const DONE: Record<StackStatus, string> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  planned: 'planned, nothing executed',
  failed: 'FAILED',
  skipped: 'skipped',
  blocked: 'not started',
  held: 'HELD',
};

function finishedRows(result: StackResult): Row[] {
  const { stack, status, outputs, cause, blockedBy } = result;
  const style = status === 'failed' || status === 'blocked' ? 'red' : 'green';
  const after = blockedBy.length > 0 ? `: it needs ${blockedBy.join(', ')}` : cause ? `: ${causeText(cause)}` : '';
  const values = Object.entries(outputs).map(([key, value]) => row(stack, `  ${key} = ${value}`));
  return [row(stack, { style, text: DONE[status] }, after), ...values];
}

function causeText({ logicalId, type, message }: FailureCause): string {
  return `${logicalId ? `${logicalId} (${type}): ` : ''}${message}`;
}

function countsOf(stacks: readonly StackResult[]): string {
  const counts = new Map<StackStatus, number>();
  for (const { status } of stacks) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, number]) => `${number} ${status}`).join(', ');
}

function row(stack: string, ...parts: Row): Row {
  return [`${stack}: `, ...parts];
}

function shown(row: Row, paint: Paint = (_style, text) => text): string {
  const parts = row.map((part) => (typeof part === 'string' ? plain(part) : paint(part.style, plain(part.text))));
  return parts.join('').trimEnd();
}
