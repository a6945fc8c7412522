import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { required } from '../shared/environment.ts';
import { putJson } from '../shared/objects.ts';

export interface DiyEvent {
  /** The last part of the object's key; the request id when absent. */
  name?: string;
  message?: string;
}

export interface DiyResult {
  bucket: string;
  key: string;
  versionId: string | null;
}

const logger = new Logger({ serviceName: 'diy-function' });
const s3 = new S3Client();

/** Puts an object into the lab's bucket, under a role of its own that has no S3 grant but the bucket's policy. */
export async function handler(event: DiyEvent, context: Context): Promise<DiyResult> {
  const bucket = required('BUCKET_NAME');
  const key = `diy/${event.name ?? context.awsRequestId}.json`;
  const message = event.message ?? 'written by diy-function';
  const versionId = await putJson(s3, bucket, key, { message });
  logger.info('wrote object', { bucket, key });
  return { bucket, key, versionId };
}
