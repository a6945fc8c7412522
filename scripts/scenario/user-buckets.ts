import { randomBytes } from 'node:crypto';
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';

/** Of a run of its own, so that a kept account's earlier users do not matter. */
export function newUser(name: string): string {
  return `${name}-${randomBytes(4).toString('hex')}`;
}

export async function signUp(dynamodb: DynamoDBClient, table: string, userId: string, uri?: string): Promise<void> {
  const Item = { userId: { S: userId }, ...(uri === undefined ? {} : { s3_bucket_uri: { S: uri } }) };
  await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
}

export async function userOf(
  dynamodb: DynamoDBClient,
  table: string,
  userId: string,
): Promise<Record<string, AttributeValue> | undefined> {
  const Key = { userId: { S: userId } };
  return (await dynamodb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
}

/** A bucket's name, of the address that a user's item has or has not. */
export async function bucketOf(dynamodb: DynamoDBClient, table: string, userId: string): Promise<string | undefined> {
  const uri = (await userOf(dynamodb, table, userId))?.s3_bucket_uri?.S;
  return uri?.replace(/^s3:\/\//, '');
}

/** An INSERT as the table's stream delivers it. */
export function insertRecord(userId: string, at: Date, eventID = `scenario-${randomBytes(8).toString('hex')}`) {
  const key = { userId: { S: userId } };
  return {
    eventID,
    eventName: 'INSERT' as const,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at.getTime() / 1000),
      Keys: key,
      NewImage: key,
      SequenceNumber: String(BigInt(`0x${randomBytes(10).toString('hex')}`)),
      SizeBytes: 1,
      StreamViewType: 'NEW_AND_OLD_IMAGES' as const,
    },
  };
}

/** The same principal's client for another region: S3 redirects calls for a bucket that is elsewhere. */
export function inRegion({ config }: S3Client, region: string): S3Client {
  const { credentials, endpoint } = config;
  return new S3Client({ credentials, ...(endpoint ? { endpoint } : {}), region, forcePathStyle: true, maxAttempts: 1 });
}

/** The end of a bucket's name for a sign-up at that time. */
export function stampOf(at: Date): string {
  return at.toISOString().slice(0, 19).replace(/\D/g, '');
}

/** The time at the end of a bucket's name. */
export function timeIn(bucket: string): Date {
  const [, day = '', time = ''] = /(\d{8})(\d{6})$/.exec(bucket) ?? [];
  const date = day.replace(/(....)(..)(..)/, '$1-$2-$3');
  return new Date(`${date}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
}

export async function bucketsNamed(s3: S3Client, prefix: string): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: prefix }));
  return Buckets.flatMap(({ Name }) => (Name?.startsWith(prefix) ? [Name] : []));
}

export async function removeBuckets(s3: S3Client, buckets: string[]): Promise<void> {
  for (const Bucket of buckets) await s3.send(new DeleteBucketCommand({ Bucket }));
}

export async function removeUsers(dynamodb: DynamoDBClient, table: string, userIds: string[]): Promise<void> {
  for (const userId of userIds) {
    await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: { userId: { S: userId } } }));
  }
}
