import { createHash } from 'node:crypto';
import { GetObjectCommand, type GetObjectCommandOutput, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { failure } from '../shared/failure.ts';
import { UpstreamFailure } from './upstream-failure.ts';
import { parseWeather, type Weather } from './weather.ts';

export const KEY = 'data.json';

export interface StoredDocument {
  versionId: string | null;
  /** ISO 8601. */
  fetchedAt: string;
  data: Weather;
}

/** Puts a new version of the document. */
export async function storeDocument(
  s3: S3Client,
  bucket: string,
  data: Weather,
  sourceUrl: string,
): Promise<StoredDocument> {
  const body = JSON.stringify(data);
  const fetchedAt = new Date().toISOString();
  const sha256 = createHash('sha256').update(body).digest('hex');
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: KEY,
    Body: body,
    ContentType: 'application/json',
    ChecksumAlgorithm: 'SHA256',
    Metadata: { 'source-url': sourceUrl, 'fetched-at': fetchedAt, sha256 },
  });
  try {
    const { VersionId } = await s3.send(command);
    return { versionId: VersionId ?? null, fetchedAt, data };
  } catch (error) {
    throw failure(`put object ${KEY} into bucket ${bucket}`, error);
  }
}

/** The stored document; null when there is none, or none that can be read as one. */
export async function readDocument(s3: S3Client, bucket: string): Promise<StoredDocument | null> {
  try {
    return await documentOf(await s3.send(new GetObjectCommand({ Bucket: bucket, Key: KEY })));
  } catch (error) {
    if (error instanceof UpstreamFailure) return null;
    if (error instanceof Error && error.name === 'NoSuchKey') return null;
    throw failure(`get object ${KEY} from bucket ${bucket}`, error);
  }
}

async function documentOf({ Body, VersionId, Metadata = {} }: GetObjectCommandOutput): Promise<StoredDocument | null> {
  const text = (await Body?.transformToString()) ?? '';
  const { 'fetched-at': fetchedAt = '', sha256 } = Metadata;
  if (createHash('sha256').update(text).digest('hex') !== sha256) return null;
  return { versionId: VersionId ?? null, fetchedAt, data: parseWeather(text) };
}

/** False too for a time that cannot be read or lies in the future. */
export function isFresh({ fetchedAt }: StoredDocument, freshSeconds: number, now = Date.now()): boolean {
  const age = now - Date.parse(fetchedAt);
  return age >= 0 && age < freshSeconds * 1000;
}
