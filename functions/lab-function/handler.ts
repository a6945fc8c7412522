import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { required } from '../shared/environment.ts';
import { failure } from '../shared/failure.ts';
import { putJson } from '../shared/objects.ts';

export interface LabEvent {
  /** The item's key; the request id when absent. */
  id?: string;
  message?: string;
}

export interface LabResult {
  table: string;
  id: string;
  bucket: string;
  key: string;
  versionId: string | null;
}

const logger = new Logger({ serviceName: 'lab-function' });
const dynamodb = new DynamoDBClient();
const s3 = new S3Client();

/** Writes a test item to the lab's table and a copy of it to the lab's bucket. */
export async function handler(event: LabEvent, context: Context): Promise<LabResult> {
  const table = required('TABLE_NAME');
  const bucket = required('BUCKET_NAME');
  const id = event.id ?? context.awsRequestId;
  const message = event.message ?? 'written by lab-function';
  await putItem(table, id, message);
  const key = `lab/${id}.json`;
  const versionId = await putJson(s3, bucket, key, { id, message });
  logger.info('wrote item and object', { table, id, bucket, key });
  return { table, id, bucket, key, versionId };
}

async function putItem(table: string, id: string, message: string): Promise<void> {
  try {
    const item = { Id: { S: id }, Message: { S: message } };
    await dynamodb.send(new PutItemCommand({ TableName: table, Item: item }));
  } catch (error) {
    throw failure(`write item ${id} to table ${table}`, error);
  }
}
