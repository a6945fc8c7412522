import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { plain } from '../cli/plain.ts';
import { isMap } from '../template/walk.ts';
import { type FailureCause, firstCause } from './cause.ts';
import type { AwsClients } from './clients.ts';
import { templateOf } from './deployed-template.ts';
import { newEvents, type StackEvent } from './events.ts';
import { listResources } from './resources.ts';

type Clients = Pick<AwsClients, 'cloudformation' | 'region' | 'endpoint' | 'sts'>;

const NESTED = 'AWS::CloudFormation::Stack';
/** Nested stacks in nested stacks; CloudFormation has no limit, and nobody goes this deep. */
const DEPTH_LIMIT = 10;
const LOG_LINES = 20;
/** Characters of a line of a log that are shown. */
const LINE_LENGTH = 400;

/**
 * The cause one level deeper than the stack's own events tell it: in a nested stack its own first failure, and for a
 * custom resource what the function behind it logged. What cannot be read leaves the cause as it is.
 */
export async function deepened(
  clients: Clients,
  events: readonly StackEvent[],
  cause: FailureCause,
): Promise<FailureCause> {
  const event = events.find(({ logicalId, status }) => logicalId === cause.logicalId && status.endsWith('_FAILED'));
  if (event === undefined) return cause;
  // The caller may lack the rights for more; the cause at hand is still true.
  if (event.type === NESTED) return await nestedCause(clients, event, cause).catch(() => cause);
  if (!/^Custom::|^AWS::CloudFormation::CustomResource$/.test(event.type)) return cause;
  const stackId = events.find(({ ofStack }) => ofStack)?.physicalId ?? null;
  const logs = stackId === null ? [] : await functionLogs(clients, stackId, event).catch(() => []);
  return { ...cause, logs };
}

async function nestedCause(clients: Clients, event: StackEvent, cause: FailureCause): Promise<FailureCause> {
  if (event.physicalId === null || cause.within.length >= DEPTH_LIMIT) return cause;
  const events = await newEvents(clients, event.physicalId, 'latest', new Set());
  const inner = firstCause(events);
  if (inner === null || inner.logicalId === null) return cause;
  const within = [...cause.within, event.logicalId];
  const deeper = await deepened(clients, events, { ...inner, within });
  return deeper;
}

/** The last lines that the function named by the resource's ServiceToken logged since the operation began. */
async function functionLogs(clients: Clients, stackId: string, event: StackEvent): Promise<string[]> {
  const name = await functionBehind(clients, stackId, event.logicalId);
  if (name === null) return [];
  const { region, endpoint, sts } = clients;
  const logs = new CloudWatchLogsClient({
    ...{ region, credentials: sts.config.credentials },
    ...(endpoint === null ? {} : { endpoint }),
  });
  const startTime = event.at === '' ? undefined : new Date(event.at).getTime() - 15 * 60_000;
  const found = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, startTime }));
  const lines = (found.events ?? []).map(({ message = '' }) => plain(message.trim()).slice(0, LINE_LENGTH));
  return lines.filter((line) => line !== '').slice(-LOG_LINES);
}

/** The physical id of the function of this stack, or the name in the ARN where the token is written out. */
async function functionBehind(clients: Clients, stackId: string, logicalId: string): Promise<string | null> {
  const template = await templateOf(clients, { stackName: stackId });
  const resource = isMap(template?.Resources) ? template.Resources[logicalId] : undefined;
  const token = isMap(resource) && isMap(resource.Properties) ? resource.Properties.ServiceToken : undefined;
  if (typeof token === 'string') return /:function:([\w-]+)/.exec(token)?.[1] ?? null;
  const named = isMap(token) ? (token['Fn::GetAtt'] ?? token.Ref) : undefined;
  const id = String([named].flat()[0] ?? '').split('.')[0];
  const found = (await listResources(clients, stackId)).find((one) => one.logicalId === id);
  return found?.type === 'AWS::Lambda::Function' ? found.physicalId : null;
}
