import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { isMap } from '../../template/walk.ts';
import type { AwsClients } from '../clients.ts';
import { templateOf } from '../deployed-template.ts';
import type { StackEvent } from '../events.ts';
import { listResources } from '../resources.ts';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/** Pages of events that are looked through: the failure is among the newest. */
const PAGE_LIMIT = 5;

/**
 * The name of the function that serves a custom resource; null when it is served by a topic, or cannot be told.
 * @param events of the operation: a function that the rollback deleted is listed nowhere else
 */
export async function serviceTokenOf(
  clients: CloudFormation,
  stackId: string,
  logicalId: string,
  events: readonly StackEvent[],
): Promise<string | null> {
  const sent = await sentToken(clients, stackId, logicalId);
  return sent === null ? templateToken(clients, stackId, logicalId, events) : functionIn(sent);
}

/** The token with imports and parameters filled in, which an event of the resource holds with its properties. */
async function sentToken(
  { cloudformation }: CloudFormation,
  stackId: string,
  logicalId: string,
): Promise<string | null> {
  let next: string | undefined;
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const answer = await cloudformation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: next }));
    const own = (answer.StackEvents ?? []).filter(({ LogicalResourceId: id }) => id === logicalId);
    const token = own.map(({ ResourceProperties: sent }) => tokenIn(sent ?? '')).find((found) => found !== null);
    if (token !== undefined) return token;
    next = answer.NextToken;
    if (!next) return null;
  }
  return null;
}

function tokenIn(properties: string): string | null {
  try {
    const sent: unknown = JSON.parse(properties);
    return isMap(sent) && typeof sent.ServiceToken === 'string' ? sent.ServiceToken : null;
  } catch {
    // CloudFormation cuts properties that are long.
    return null;
  }
}

async function templateToken(
  clients: CloudFormation,
  stackId: string,
  logicalId: string,
  events: readonly StackEvent[],
): Promise<string | null> {
  const template = await templateOf(clients, { stackName: stackId });
  const resource = isMap(template?.Resources) ? template.Resources[logicalId] : undefined;
  const token = isMap(resource) && isMap(resource.Properties) ? resource.Properties.ServiceToken : undefined;
  if (typeof token === 'string') return functionIn(token);
  const named = isMap(token) ? [token['Fn::GetAtt'] ?? token.Ref].flat()[0] : undefined;
  const id = typeof named === 'string' ? named.split('.')[0] : undefined;
  const known = [...events, ...(await listResources(clients, stackId))];
  const found = known.find((one) => one.logicalId === id && one.physicalId !== null);
  return found?.type === 'AWS::Lambda::Function' ? found.physicalId : null;
}

function functionIn(token: string): string | null {
  return /^arn:[\w-]+:lambda:[\w-]+:\d+:function:([\w-]+)/.exec(token)?.[1] ?? null;
}
