import type { CloudWatchLogsClient, OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { plain } from '../../cli/plain.ts';
import { type AwsClients, connectionOf } from '../clients.ts';

type Connection = Pick<AwsClients, 'region' | 'endpoint' | 'sts'>;

export interface LogPlace {
  functionName: string;
  /** Null: the newest streams are tried. */
  stream: string | null;
  /** When the function's failure was told; what it logs later is about the rollback. Null: not known. */
  until: Date | null;
}

/** The last lines, oldest first. */
export type LogReader = (connection: Connection, place: LogPlace) => Promise<string[]>;

export interface LogClients {
  logs: Pick<CloudWatchLogsClient, 'send'>;
  lambda: Pick<LambdaClient, 'send'>;
}

const LINES = 20;
/** Characters of a line that are shown. */
const LINE_LENGTH = 400;
/** The newest stream may hold only what the function did for the rollback. */
const STREAMS = 5;
/** Milliseconds by which the clocks of CloudFormation and Lambda may differ. */
const CLOCK_DIFFERENCE = 2_000;

/** Loads the clients first: a deploy that does not fail needs neither. */
export async function readFunctionLog(connection: Connection, place: LogPlace): Promise<string[]> {
  const [{ CloudWatchLogsClient }, { LambdaClient }] = await Promise.all([
    import('@aws-sdk/client-cloudwatch-logs'),
    import('@aws-sdk/client-lambda'),
  ]);
  const options = connectionOf(connection);
  const clients = { logs: new CloudWatchLogsClient(options), lambda: new LambdaClient(options) };
  try {
    return await lastLines(clients, place);
  } finally {
    clients.logs.destroy();
    clients.lambda.destroy();
  }
}

export async function lastLines(clients: LogClients, place: LogPlace): Promise<string[]> {
  const group = await logGroupOf(clients, place.functionName);
  const streams = place.stream === null ? await newestStreams(clients, group) : [place.stream];
  for (const stream of streams) {
    const found = (await lastEvents(clients, group, stream, place.until)).map(({ message = '' }) => lineOf(message));
    const lines = found.filter((line) => line !== '');
    if (lines.length > 0) return lines.slice(-LINES);
  }
  return [];
}

function lineOf(message: string): string {
  const line = plain(message.trim());
  return line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line;
}

/** The function may be gone, or its configuration not for this caller to read: then the group that Lambda makes. */
async function logGroupOf({ lambda }: LogClients, FunctionName: string): Promise<string> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const asked = lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).catch(() => null);
  return (await asked)?.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
}

async function newestStreams({ logs }: LogClients, logGroupName: string): Promise<string[]> {
  const { DescribeLogStreamsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const { logStreams = [] } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true, limit: STREAMS }),
  );
  return logStreams.flatMap(({ logStreamName }) => logStreamName ?? []);
}

async function lastEvents(
  { logs }: LogClients,
  logGroupName: string,
  logStreamName: string,
  until: Date | null,
): Promise<OutputLogEvent[]> {
  const { GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const endTime = until === null ? undefined : until.getTime() + CLOCK_DIFFERENCE;
  const { events } = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, endTime, limit: LINES, startFromHead: false }),
  );
  return events ?? [];
}
