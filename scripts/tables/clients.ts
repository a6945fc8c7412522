import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsClients, annotate, awsClients, connectionOf } from '../aws/clients.ts';
import { type CallerIdentity, callerIdentity } from '../aws/identity.ts';
import { UserError } from '../cli/errors.ts';
import { namedEnvironment, openAccount } from '../deployment/account.ts';

/** What tables and their backups are reached with, and who that is. */
export interface TableClients
  extends Pick<AwsClients, 'region' | 'endpoint' | 'cloudformation' | 'sts'>,
    CallerIdentity {
  dynamodb: DynamoDBClient;
  s3: S3Client;
  bucketRegion: string;
  /** The account that owns the bucket of the backups. */
  bucketOwner: string;
  /** Of the environment that was named: `<prefix>-<environment>-`; null without one. */
  stackPrefix: string | null;
}

export const PLACE_OPTIONS = {
  environment: { type: 'string', short: 'e', value: 'NAME', help: 'whose account, region and stacks' },
  region: {
    type: 'string',
    value: 'REGION',
    help: "the table's region; default: that of the environment, or AWS_REGION",
  },
  'bucket-region': { type: 'string', value: 'REGION', help: "the bucket's region, if it is another one" },
  'bucket-owner': { type: 'string', value: 'ID', help: 'the account of the bucket, if it is another one' },
} as const;

export interface PlaceOptions {
  environment: string | undefined;
  region: string | undefined;
  'bucket-region': string | undefined;
  'bucket-owner': string | undefined;
}

/** @throws UserError without a region, without credentials, or for an account that is not the environment's */
export async function openTables(root: string, env: NodeJS.ProcessEnv, options: PlaceOptions): Promise<TableClients> {
  const account = await accountOf(root, env, options);
  const { clients, region, accountId, arn, partition, stackPrefix } = account;
  const bucketRegion = options['bucket-region'] ?? region;
  const bucketOwner = options['bucket-owner'] ?? accountId;
  if (!/^\d{12}$/.test(bucketOwner)) throw new UserError('--bucket-owner takes an account id: twelve digits');
  const { s3 } = clients(bucketRegion);
  return { ...tableClients(clients(region)), s3, accountId, arn, partition, stackPrefix, bucketRegion, bucketOwner };
}

async function accountOf(root: string, env: NodeJS.ProcessEnv, options: PlaceOptions) {
  if (options.environment === undefined) {
    const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
    if (!region) throw new UserError('which region? Use --region, --environment NAME, or set AWS_REGION');
    const clients = (one: string) => awsClients({ region: one });
    return { clients, region, ...(await callerIdentity(clients(region))), stackPrefix: null };
  }
  const environment = await namedEnvironment(root, options.environment, env);
  const account = await openAccount(environment, (region) => awsClients({ region }));
  const stackPrefix = `${environment.prefix}-${environment.name}-`;
  return { ...account, region: options.region ?? environment.region, stackPrefix };
}

/** The owner of the bucket where it is another account; null: the account's own, which DynamoDB takes for granted. */
export function foreignOwner({
  bucketOwner,
  accountId,
}: Pick<TableClients, 'bucketOwner' | 'accountId'>): string | null {
  return bucketOwner === accountId ? null : bucketOwner;
}

/** Attempts of a call: a table is read and written by thousands of them, and none may be the one that ends it. */
const ATTEMPTS = 10;
/** Milliseconds. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

function tableClients({ region, endpoint, cloudformation, sts }: AwsClients) {
  const options = { ...connectionOf({ region, endpoint, sts }), maxAttempts: ATTEMPTS, requestHandler: TIMEOUTS };
  const dynamodb = new DynamoDBClient(options);
  annotate(dynamodb, 'dynamodb');
  return { region, endpoint, cloudformation, sts, dynamodb };
}
