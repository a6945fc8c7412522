import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsClients, annotate, connectionOf } from '../../aws/clients.ts';

/** Milliseconds. A function may run for 15 minutes (Lambda quotas, "Function timeout"). */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 16 * 60_000, throwOnRequestTimeout: true };

/** A client of the same region and credentials. Most deploys need none, so even its module waits until it is asked for. */
export async function lambdaClient(clients: Pick<AwsClients, 'region' | 'endpoint' | 'sts'>): Promise<LambdaClient> {
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ ...connectionOf(clients), maxAttempts: 3, requestHandler: TIMEOUTS });
  annotate(client, 'lambda');
  return client;
}
