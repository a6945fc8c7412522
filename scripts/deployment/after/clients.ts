import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsClients, annotate, connectionOf } from '../../aws/clients.ts';

/** Milliseconds. A function may run for 15 minutes (Lambda quotas, "Function timeout"). */
const FUNCTION_TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 16 * 60_000, throwOnRequestTimeout: true };
const TIMEOUTS = { ...FUNCTION_TIMEOUTS, requestTimeout: 60_000 };

type Connection = Pick<AwsClients, 'region' | 'endpoint' | 'sts'>;

/** A client of the same region and credentials. Most deploys need none, so even its module waits until it is asked for. */
export async function lambdaClient(clients: Connection): Promise<LambdaClient> {
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ ...connectionOf(clients), maxAttempts: 3, requestHandler: FUNCTION_TIMEOUTS });
  annotate(client, 'lambda');
  return client;
}

/** CloudFront has one endpoint for all regions of a partition, which the SDK finds by any of them. */
export async function cloudFrontClient(clients: Connection): Promise<CloudFrontClient> {
  const { CloudFrontClient } = await import('@aws-sdk/client-cloudfront');
  const client = new CloudFrontClient({ ...connectionOf(clients), maxAttempts: 5, requestHandler: TIMEOUTS });
  annotate(client, 'cloudfront');
  return client;
}
