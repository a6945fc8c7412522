import { adviceFor } from '../../aws/cause/denied.ts';
import type { FailureCause } from '../../aws/cause.ts';
import type { StackEvent } from '../../aws/events.ts';
import type { Output } from '../../cli/output.ts';
import { explainFailure } from '../../failures/explain.ts';
import { type DeployEvent, type DeployResult, isWell, type StackResult, type StackStatus } from '../events.ts';
import { planRows } from './change-rows.ts';
import { type Row, row, shown } from './rows.ts';

/** What to show of an event, a line each. */
export function deployLines(event: DeployEvent, { style: paint }: Pick<Output, 'style'>): string[] {
  return eventRows(event).map((row) => shown(row, paint));
}

/** The last lines: one with the counts, and one for each stack that the environment skips. */
export function resultLines({ stacks, findings }: DeployResult): string[] {
  if (findings.length > 0) return ['Nothing was deployed: the check before it has findings'];
  const skipped = stacks.filter(({ status }) => status === 'skipped');
  return [
    ...skipped.map(({ stack, reason }) => shown(row(stack, `skipped: ${reason ?? ''}`))),
    `Done: ${countsOf(stacks)}`,
  ];
}

const STARTED = { plan: 'Planning', deploy: 'Deploying', execute: 'Executing the plan of' };

function eventRows(event: DeployEvent): Row[] {
  switch (event.type) {
    case 'started':
      return [
        [
          `${STARTED[event.mode]} ${event.stacks.join(', ')} for environment ${event.environment}, account ${event.accountId}, as ${event.arn}`,
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
      const { bucket, uploaded, unchanged, removed, invalidated } = event;
      const counts = `${uploaded} uploaded, ${unchanged} unchanged, ${removed} removed`;
      const forgotten = invalidated.length === 0 ? '' : `; CloudFront forgets ${some(invalidated)}`;
      return [row(event.stack, `files in ${bucket}: ${counts}${forgotten}`)];
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

const SHOWN = 5;

function some(paths: readonly string[]): string {
  const more = paths.length - SHOWN;
  return `${paths.slice(0, SHOWN).join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function progressRow(stack: string, { status, logicalId, type, reason }: StackEvent): Row {
  const style = status.includes('FAILED') || status.includes('ROLLBACK') ? 'red' : 'dim';
  return row(stack, '  ', { style, text: status }, ` ${logicalId} ${type}${reason ? `: ${reason}` : ''}`);
}

const DONE: Record<StackStatus, string> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  failed: 'FAILED',
  skipped: 'skipped',
  blocked: 'not started',
  held: 'HELD',
};

function finishedRows(result: StackResult): Row[] {
  const { stack, status, outputs, cause, blockedBy, heldBy } = result;
  const style = isWell(result) ? 'green' : 'red';
  const after = blockedBy.length > 0 ? `: it needs ${blockedBy.join(', ')}` : cause ? `: ${causeText(cause)}` : '';
  const values = Object.entries(outputs).map(([key, value]) => row(stack, `  ${key} = ${value}`));
  return [
    row(stack, { style, text: DONE[status] }, after),
    ...heldBy.map((line) => row(stack, `  ${line}`)),
    ...(cause === null ? [] : adviceRows(stack, cause)),
    ...values,
  ];
}

export function causeText({ logicalId, type, message, within }: FailureCause): string {
  return `${logicalId ? `${[...within, logicalId].join('/')} (${type}): ` : ''}${message}`;
}

/** What the function behind it logged, and what is known of such a failure. */
function adviceRows(stack: string, cause: FailureCause): Row[] {
  return [
    ...cause.logs.map((line) => row(stack, { style: 'dim', text: `  log: ${line}` })),
    ...adviceTexts(cause).map((line) => row(stack, `  ${line}`)),
  ];
}

export function adviceTexts(cause: FailureCause): string[] {
  const [known] = explainFailure(cause.message);
  const advice = adviceFor(cause);
  return [...(advice === null ? [] : [advice]), ...(known === undefined ? [] : [`${known.title}: ${known.fix}`])];
}

function countsOf(stacks: readonly StackResult[]): string {
  const counts = new Map<StackStatus, number>();
  for (const { status } of stacks) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, number]) => `${number} ${status}`).join(', ');
}
