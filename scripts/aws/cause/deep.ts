import type { FailureCause } from '../cause.ts';
import { firstCause } from '../cause.ts';
import type { AwsClients } from '../clients.ts';
import { newEvents, type StackEvent } from '../events.ts';
import { type LogReader, readFunctionLog } from './function-log.ts';
import { serviceTokenOf } from './service-token.ts';

type Clients = Pick<AwsClients, 'cloudformation' | 'region' | 'endpoint' | 'sts'>;

const NESTED = 'AWS::CloudFormation::Stack';
const CUSTOM = /^(Custom::.+|AWS::CloudFormation::CustomResource)$/;
/** CloudFormation has no limit, and nobody nests stacks this deep. */
const DEPTH_LIMIT = 10;

/**
 * The cause as deep as it can be told: of a nested stack its own first failure, of a custom resource what the function
 * behind it logged. Who may not read more still has the cause at hand.
 */
export async function deepCause(
  clients: Clients,
  events: readonly StackEvent[],
  cause: FailureCause,
  readLog: LogReader = readFunctionLog,
): Promise<FailureCause> {
  const event = failureOf(events, cause);
  if (event === undefined) return cause;
  if (event.type === NESTED) return nestedCause(clients, event, cause, readLog);
  if (!CUSTOM.test(event.type)) return cause;
  const stackId = events.find(({ ofStack }) => ofStack)?.physicalId ?? null;
  return stackId === null ? cause : { ...cause, logs: await logsBehind(clients, stackId, event, events, readLog) };
}

function failureOf(events: readonly StackEvent[], { logicalId }: FailureCause): StackEvent | undefined {
  return events.find((event) => !event.ofStack && event.logicalId === logicalId && event.status.endsWith('_FAILED'));
}

async function nestedCause(
  clients: Clients,
  event: StackEvent,
  cause: FailureCause,
  readLog: LogReader,
): Promise<FailureCause> {
  if (event.physicalId === null || cause.within.length >= DEPTH_LIMIT) return cause;
  const events = await failedOperation(clients, event.physicalId, event.status).catch(() => []);
  const inner = firstCause(events);
  if (inner === null) return cause;
  // Of a failure of the nested stack as a whole, the resource is the nested stack.
  if (inner.logicalId === null) return { ...cause, message: inner.message, denied: inner.denied };
  return deepCause(clients, events, { ...inner, within: [...cause.within, event.logicalId] }, readLog);
}

/**
 * The events of a nested stack from the start of the operation that failed. By then it may be gone: the stack around it
 * deletes it when a creation is rolled back, so its latest operation need not be the one that failed.
 */
async function failedOperation(clients: Clients, stackId: string, status: string): Promise<StackEvent[]> {
  const start = status.replace(/_FAILED$/, '_IN_PROGRESS');
  const events = await newEvents(clients, stackId, { after: null }, new Set());
  const from = events.findLastIndex((event) => event.ofStack && event.status === start);
  return events.slice(Math.max(from, 0));
}

/** One line that says why instead, when there is nothing to read. */
async function logsBehind(
  clients: Clients,
  stackId: string,
  { logicalId, reason, at }: StackEvent,
  events: readonly StackEvent[],
  readLog: LogReader,
): Promise<string[]> {
  try {
    const functionName = await serviceTokenOf(clients, stackId, logicalId, events);
    if (functionName === null) return [];
    const stream = /CloudWatch Log Stream: ([\w/.-]+\[[\w$]+\]\w+)/.exec(reason ?? '')?.[1] ?? null;
    return await readLog(clients, { functionName, stream, until: at === '' ? null : new Date(at) });
  } catch (error) {
    return [`the log of the function cannot be read: ${error instanceof Error ? error.name : 'unknown'}`];
  }
}
