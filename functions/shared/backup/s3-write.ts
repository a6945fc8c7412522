import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { BackupProblem } from './problem.ts';
import { addressOf, type S3Object, statusOf } from './s3-object.ts';

export interface ObjectSettings {
  /** A KMS key's id or ARN; without it objects are encrypted with keys of S3. */
  kmsKey?: string;
  /** How long no version may be deleted. The bucket must have object lock. */
  lock?: { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number };
  /** Of a part of a multipart upload, of which there are 10,000 at most; a write holds one in memory. At least 5 MiB. */
  partBytes?: number;
}

/** Who wrote an object: an answer may be lost, and then the retry finds the object of the first attempt in its way. */
const TOKEN = 'stackwarden-write';
const PART_BYTES = 5 * 1024 * 1024;
const ATTEMPTS = 5;
/** Milliseconds, doubled with each attempt. */
const PAUSE = 50;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Writes an object whole or not at all, and never over another one.
 * lib-storage joins the chunks of each part anew, which for eight writes at once takes 180 MB instead of 70.
 * @throws BackupProblem `taken`; what the body throws and errors of AWS pass through
 */
export async function writeObject(
  s3: S3Client,
  object: S3Object,
  body: AsyncIterable<Uint8Array> | Uint8Array,
  settings: ObjectSettings,
): Promise<void> {
  const made = { ...object, ...protectionOf(settings), Metadata: { [TOKEN]: randomUUID() } };
  let upload: MultipartUpload | null = null;
  try {
    for await (const { data, isLast } of partsOf(body, settings.partBytes ?? PART_BYTES)) {
      if (isLast && upload === null) return await finish(s3, made, () => put(s3, made, data));
      upload ??= await begin(s3, made);
      await add(s3, upload, data);
    }
    await finish(s3, made, () => complete(s3, upload as MultipartUpload));
  } catch (error) {
    // What cannot be aborted now is left for a later cleaning.
    if (upload !== null) await abortUpload(s3, upload).catch(() => {});
    throw error;
  }
}

type Making = Omit<CreateMultipartUploadCommandInput, keyof S3Object>;
type MadeObject = S3Object & Making;

interface MultipartUpload extends S3Object {
  UploadId: string | undefined;
  parts: CompletedPart[];
}

function protectionOf({ kmsKey, lock }: ObjectSettings): Making {
  return {
    ChecksumAlgorithm: 'SHA256',
    ...(kmsKey === undefined
      ? { ServerSideEncryption: 'AES256' }
      : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey }),
    ...(lock && { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: new Date(Date.now() + lock.days * DAY) }),
  };
}

interface Part {
  /** Until the next part is asked for. */
  data: Uint8Array;
  isLast: boolean;
}

/** One at least, and all but the last of the same size. */
async function* partsOf(body: AsyncIterable<Uint8Array> | Uint8Array, partBytes: number): AsyncGenerator<Part> {
  const size = body instanceof Uint8Array ? Math.min(partBytes, body.byteLength) : partBytes;
  const buffer = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    for (let from = 0; from < chunk.byteLength; ) {
      if (filled === size) {
        yield { data: buffer, isLast: false };
        filled = 0;
      }
      const some = chunk.subarray(from, from + size - filled);
      buffer.set(some, filled);
      filled += some.byteLength;
      from += some.byteLength;
    }
  }
  yield { data: buffer.subarray(0, filled), isLast: true };
}

function put(s3: S3Client, made: MadeObject, Body: Uint8Array) {
  return s3.send(new PutObjectCommand({ ...made, Body, IfNoneMatch: '*' }));
}

async function begin(s3: S3Client, made: MadeObject): Promise<MultipartUpload> {
  const { Bucket, Key, ExpectedBucketOwner } = made;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(made));
  return { Bucket, Key, ExpectedBucketOwner, UploadId, parts: [] };
}

async function add(s3: S3Client, { parts, ...upload }: MultipartUpload, Body: Uint8Array): Promise<void> {
  const PartNumber = parts.length + 1;
  const answer = await s3.send(new UploadPartCommand({ ...upload, Body, PartNumber, ChecksumAlgorithm: 'SHA256' }));
  parts.push({ PartNumber, ETag: answer.ETag, ChecksumSHA256: answer.ChecksumSHA256 });
}

function complete(s3: S3Client, { parts: Parts, ...upload }: MultipartUpload) {
  return s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' }));
}

/** Ends an upload; one that is not there any more has ended. */
export async function abortUpload(
  s3: S3Client,
  { Bucket, Key, ExpectedBucketOwner, UploadId }: Omit<MultipartUpload, 'parts'>,
): Promise<void> {
  try {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, ExpectedBucketOwner, UploadId }));
  } catch (error) {
    if ((error as Error).name !== 'NoSuchUpload') throw error;
  }
}

/**
 * Makes the call that lets the object be there. HTTP 409: another write of it is in flight, and may yet fail.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
async function finish(s3: S3Client, made: MadeObject, call: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await call();
      return;
    } catch (error) {
      const isConflict = (error as Error).name === 'ConditionalRequestConflict';
      if (!isConflict || attempt === ATTEMPTS) {
        if (await isOurs(s3, made, error)) return;
        throw error;
      }
      await sleep(PAUSE * 2 ** attempt);
    }
  }
}

/**
 * Whether the object is there in spite of the error, by us.
 * @throws BackupProblem `taken` when it is there by somebody else
 */
async function isOurs(s3: S3Client, made: MadeObject, error: unknown): Promise<boolean> {
  const { Bucket, Key, ExpectedBucketOwner, Metadata } = made;
  const status = statusOf(error);
  const isRefused = status === 412 || status === 409 || (error as Error).name === 'NoSuchUpload';
  if (!isRefused && status !== undefined && status < 500) return false;
  const head = new HeadObjectCommand({ Bucket, Key, ExpectedBucketOwner });
  const found = await s3.send(head).catch((why: unknown) => {
    if (statusOf(why) === 404) return null;
    throw isRefused ? why : error;
  });
  if (found !== null && found.Metadata?.[TOKEN] !== Metadata?.[TOKEN]) throw taken(made, error);
  return found !== null;
}

function taken(object: S3Object, cause: unknown): BackupProblem {
  const line = `${addressOf(object)} is there already, by somebody else, and nothing is written over it: use another place`;
  return new BackupProblem('taken', line, { cause });
}
