import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { claim, claimTime } from '../shared/claims.ts';
import { required } from '../shared/environment.ts';
import { shortFingerprint } from '../shared/fingerprint.ts';
import { quietFailure } from '../shared/quiet-failure.ts';
import type { UriEvent } from '../shared/uri-event.ts';
import { corsRules } from './bucket-settings.ts';
import { type SignUp, signUpOf } from './sign-up.ts';
import { type BucketPlan, ensureUserBucket } from './user-bucket.ts';

/** A week: longer than a stream keeps a record (24 hours), so that no delivery of the stream is done twice. */
const REMEMBERED_SECONDS = 7 * 24 * 60 * 60;

const logger = new Logger({ serviceName: 'bucket-creation' });
const dynamodb = new DynamoDBClient();
const lambda = new LambdaClient();
const s3 = new S3Client({ region: async () => required('BUCKET_REGION'), maxAttempts: 5 });
const processor = new BatchProcessor(EventType.DynamoDBStreams);

/**
 * Makes a bucket for each user of a batch who signed up and passes its name on to bucket-uri-insert. Records that fail
 * are reported one by one; the event source mapping delivers them again and keeps them in the end.
 */
export async function handler(event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> {
  logger.info('received records', { records: event.Records.length });
  const plan = planOf(context);
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'eventID',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: REMEMBERED_SECONDS,
  });
  config.registerLambdaContext(context);
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: required('IDEMPOTENCY_TABLE'),
    awsSdkV3Client: dynamodb,
  });
  const once = makeIdempotent((record: DynamoDBRecord) => welcome(signUpOf(record), plan), {
    persistenceStore,
    config,
  });
  return processPartialResponse(event, (record: DynamoDBRecord) => reported(record, once), processor);
}

function planOf({ invokedFunctionArn }: Context): BucketPlan {
  return {
    prefix: required('BUCKET_PREFIX'),
    region: required('BUCKET_REGION'),
    partition: invokedFunctionArn.split(':')[1] ?? 'aws',
    accountId: required('ACCOUNT_ID'),
    cors: corsRules(required('ALLOWED_ORIGINS').split(',')),
  };
}

/** The mapping passes INSERT on alone; a batch that is replayed by hand may hold others. */
async function reported(record: DynamoDBRecord, once: (record: DynamoDBRecord) => Promise<void>): Promise<void> {
  if (record.eventName !== 'INSERT') return;
  try {
    await once(record);
  } catch (error) {
    const { name, message } = error as Error;
    logger.error('record failed', { eventId: record.eventID, reason: name, detail: message });
    throw error;
  }
}

async function welcome(signUp: SignUp, plan: BucketPlan): Promise<void> {
  const { userId } = signUp;
  const at = await claim(dynamodb, required('CLAIM_TABLE'), userId, signUp.at);
  const bucket = await ensureUserBucket(s3, { userId, at }, plan);
  await passOn({ userId, bucket, signedUpAt: claimTime(at) });
  logger.info('bucket is ready', { user: shortFingerprint(userId), signedUpAt: claimTime(at) });
}

async function passOn(event: UriEvent): Promise<void> {
  const FunctionName = required('URI_FUNCTION');
  try {
    await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));
  } catch (error) {
    throw quietFailure(`pass the bucket of user ${shortFingerprint(event.userId)} on to ${FunctionName}`, error);
  }
}
