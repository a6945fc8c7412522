import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { failure } from '../shared/failure.ts';
import { summariseBody } from './body.ts';
import type { CreatedObject } from './event.ts';
import { formatOf } from './format.ts';
import { resultKey } from './result-key.ts';
import type { Summary } from './summary.ts';

/** After the last one Lambda tries the whole event again, later. */
const WRITE_ATTEMPTS = 2;

export interface Outcome {
  outcome: 'summarised' | 'summarised before' | 'superseded by a newer version' | 'deleted before it was read';
  key: string;
  versionId: string | null;
  resultKey: string | null;
}

/**
 * Reads the current version, which needs no more than s3:GetObject, and leaves an event of an older one alone: the
 * newer version has an event of its own.
 */
export async function summariseObject(s3: S3Client, object: CreatedObject): Promise<Outcome> {
  const { bucket, key, versionId } = object;
  const found = await read(s3, object);
  if (found === null) return { outcome: 'deleted before it was read', key, versionId, resultKey: null };
  const body = bodyOf(found, object);
  const current = found.VersionId;
  if (versionId !== null && versionId !== current) {
    body.destroy();
    return { outcome: 'superseded by a newer version', key, versionId, resultKey: null };
  }
  if (current === undefined || current === 'null') {
    body.destroy();
    throw new Error(
      `cannot summarise ${key}: bucket ${bucket} keeps no versions, which tell new results from old ones`,
    );
  }
  const summary = await summarise(object, current, found, body);
  const result = resultKey(key, current);
  const isNew = await writeOnce(s3, bucket, result, summary);
  return { outcome: isNew ? 'summarised' : 'summarised before', key, versionId: current, resultKey: result };
}

/** @returns null when there is no such object any more, which S3 says only to those who may list the bucket */
async function read(s3: S3Client, { bucket, key }: CreatedObject): Promise<GetObjectCommandOutput | null> {
  try {
    return await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return null;
    throw failure(`read object ${key} of bucket ${bucket}`, error);
  }
}

function bodyOf({ Body }: GetObjectCommandOutput, { key }: CreatedObject): Readable {
  if (Body instanceof Readable) return Body;
  throw new Error(`cannot read object ${key}: its body is no stream`);
}

async function summarise(
  { key }: CreatedObject,
  versionId: string,
  { ContentLength, ContentType, ContentEncoding }: GetObjectCommandOutput,
  body: Readable,
): Promise<Summary> {
  const contentType = ContentType ?? null;
  const contentEncoding = ContentEncoding ?? null;
  const format = formatOf(key, contentType, contentEncoding);
  try {
    const content = await summariseBody(body, format);
    // A connection that ends early must not pass for a shorter object.
    if (content.size !== ContentLength) throw new Error(`got ${content.size} bytes of ${ContentLength}`);
    return { formatVersion: 1, key, versionId, contentType, contentEncoding, ...content };
  } catch (error) {
    throw failure(`read object ${key} to its end`, error);
  }
}

/**
 * With `If-None-Match: *` S3 asks for no more than s3:PutObject. It answers 409 while another write of the same key is
 * under way, and 412 once that has come to its end ("On a 409 failure, retry the upload", S3's page of PutObject).
 * @returns false when the result is there already
 */
async function writeOnce(s3: S3Client, bucket: string, key: string, summary: Summary): Promise<boolean> {
  const Body = JSON.stringify(summary);
  const input = { Bucket: bucket, Key: key, Body, ContentType: 'application/json', IfNoneMatch: '*' };
  for (let attempt = 1; ; attempt++) {
    try {
      await s3.send(new PutObjectCommand(input));
      return true;
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'PreconditionFailed') return false;
      if (name === 'ConditionalRequestConflict' && attempt < WRITE_ATTEMPTS) continue;
      throw failure(`put object ${key} into bucket ${bucket}`, error);
    }
  }
}
