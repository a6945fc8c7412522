import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { failure } from './failure.ts';

/** Writes a value as a JSON object and returns the version that the bucket gave it (null without versioning). */
export async function putJson(s3: S3Client, bucket: string, key: string, value: unknown): Promise<string | null> {
  try {
    const body = JSON.stringify(value);
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' });
    const { VersionId } = await s3.send(command);
    return VersionId ?? null;
  } catch (error) {
    throw failure(`put object ${key} into bucket ${bucket}`, error);
  }
}
