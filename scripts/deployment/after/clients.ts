import { LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsClients } from '../../aws/clients.ts';

/** A client of the same region and credentials; most deploys need none, so it is made when it is asked for. */
export function lambdaClient({ region, endpoint, sts }: AwsClients): LambdaClient {
  return new LambdaClient({
    ...{ region, credentials: sts.config.credentials, maxAttempts: 3 },
    ...(endpoint === null ? {} : { endpoint }),
  });
}
