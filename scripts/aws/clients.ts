import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { UserError } from '../cli/errors.ts';
import { noteAnswer, noteCall } from './errors.ts';

export interface AwsClients {
  readonly region: string;
  /** Where calls go when not to AWS itself (an embedded AWS); null: the region's own endpoints. */
  readonly endpoint: string | null;
  readonly cloudformation: CloudFormationClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
}

export interface ClientOptions {
  region: string;
  /** Default: what AWS_ENDPOINT_URL says, as for every AWS tool. */
  endpoint?: string;
  /** Default: the SDK's chain (environment, profile, SSO, web identity, instance role). */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** Milliseconds. An upload of a few megabytes over a slow line fits; a dead connection does not hold a deployment. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

interface Annotatable {
  middlewareStack: {
    add(middleware: unknown, options: { step: 'initialize'; name: string }): void;
  };
}

/** The clients of one region; they share one credentials provider, so a session is asked for once. */
export function awsClients(options: ClientOptions): AwsClients {
  // Node 20 is supported here for as long as the SDK works on it; its notice would follow every command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { region, credentials } = options;
  const endpoint = options.endpoint ?? endpointOf(process.env);
  const shared = {
    region,
    ...(endpoint === null ? {} : { endpoint }),
    maxAttempts: 5,
    requestHandler: TIMEOUTS,
  };
  const sts = new STSClient({ ...shared, ...(credentials ? { credentials } : {}) });
  const signed = { ...shared, credentials: sts.config.credentials };
  const cloudformation = new CloudFormationClient({ ...signed, retryMode: 'adaptive' });
  const s3 = new S3Client({ ...signed, forcePathStyle: endpoint !== null });
  annotate(sts, 'sts');
  annotate(cloudformation, 'cloudformation');
  annotate(s3, 's3');
  return { region, endpoint, cloudformation, s3, sts };
}

/** What a client of another service takes to talk to the same region, as the same caller. */
export function connectionOf({ region, endpoint, sts }: Pick<AwsClients, 'region' | 'endpoint' | 'sts'>) {
  return { region, credentials: sts.config.credentials, ...(endpoint === null ? {} : { endpoint }) };
}

function endpointOf({ AWS_ENDPOINT_URL: endpoint }: NodeJS.ProcessEnv): string | null {
  if (!endpoint) return null;
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint;
  throw new UserError(
    'AWS_ENDPOINT_URL is not a URL: set it to one such as http://127.0.0.1:4566, or unset it to use AWS',
  );
}

/** Makes every error of a client say which call it came from, and what came back when that was not AWS's. */
export function annotate(client: Annotatable, service: string): void {
  const middleware =
    (next: (input: unknown) => Promise<unknown>, context: { commandName?: string }) => async (input: unknown) => {
      try {
        return await next(input);
      } catch (error) {
        noteAnswer(error);
        noteCall(error, service, (context.commandName ?? 'unknown').replace(/Command$/, ''));
        throw error;
      }
    };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'stackwardenNoteCall' });
}
