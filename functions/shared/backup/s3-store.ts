import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { BackupProblem } from './problem.ts';
import type { BackupStore, StoredFile } from './store.ts';

export interface S3StoreOptions {
  bucket: string;
  /** May be empty; a `/` at its ends makes no difference. */
  prefix: string;
  /** The account that must own the bucket: S3 refuses one of the same name that is somebody else's. */
  accountId?: string;
  /** A KMS key's id or ARN; without it objects are encrypted with keys of S3. */
  kmsKey?: string;
  /** How long no version may be deleted. The bucket must have object lock. */
  lock?: { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number };
  /** Of a part of a multipart upload, of which there are 10,000 at most; a write holds about two in memory. */
  partBytes?: number;
}

interface Bucket {
  Bucket: string;
  ExpectedBucketOwner: string | undefined;
}

interface Place extends Bucket {
  Key: string;
}

/** Who wrote an object: an answer may be lost, and then the retry finds the object of the first attempt in its way. */
const TOKEN = 'stackwarden-write';
const PART_BYTES = 5 * 1024 * 1024;
const ATTEMPTS = 5;
/** Milliseconds, doubled with each attempt. */
const PAUSE = 50;
/** Milliseconds without a byte after which a connection counts as dead. */
const SILENCE = 60_000;
const DAY = 24 * 60 * 60 * 1000;

export function s3Store(s3: S3Client, options: S3StoreOptions): BackupStore {
  const prefix = options.prefix.replace(/^\/+|\/+$/g, '');
  const root = prefix === '' ? '' : `${prefix}/`;
  const bucket = { Bucket: options.bucket, ExpectedBucketOwner: options.accountId };
  const object = (name: string) => ({ ...bucket, Key: root + name });
  return {
    place: addressOf({ ...bucket, Key: prefix }).replace(/\/$/, ''),
    list: (below) => list(s3, bucket, root, below),
    read: (name) => read(s3, object(name)),
    write: (name, body) => write(s3, object(name), body, options),
    async remove(name) {
      await s3.send(new DeleteObjectCommand(object(name)));
    },
    clean: (below) => abortUploads(s3, bucket, root + below),
  };
}

async function list(s3: S3Client, bucket: Bucket, root: string, below: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { ...bucket, Prefix: root + below })) {
    for (const { Key = '', Size = 0, LastModified = new Date(0) } of Contents) {
      // The console makes an object of that name where a person makes a folder.
      if (Key.endsWith('/')) continue;
      files.push({ name: Key.slice(root.length), bytes: Size, modifiedAt: LastModified });
    }
  }
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function* read(s3: S3Client, object: Place): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let first: Opened | undefined;
  for (let failures = 0; ; await sleep(PAUSE * 2 ** failures)) {
    const open: Opened = await openAt(s3, object, offset, first?.etag);
    first ??= open;
    try {
      for await (const chunk of watched(open.body)) {
        offset += chunk.byteLength;
        failures = 0;
        yield chunk;
      }
      if (offset >= first.bytes) return;
      throw cut();
    } catch (error) {
      if (offset >= first.bytes) throw notAsStored(object, error);
      if (++failures === ATTEMPTS) throw codeOf(error) === undefined ? cut(error) : error;
    }
  }
}

/** As Node tells of it; the SDK's own stream has no code. */
function cut(cause?: unknown): Error {
  return Object.assign(new Error('the connection was cut', { cause }), { code: 'ECONNRESET' });
}

interface Opened {
  body: Readable;
  /** From here to the end. */
  bytes: number;
  etag: string | undefined;
}

async function openAt(s3: S3Client, object: Place, offset: number, IfMatch: string | undefined): Promise<Opened> {
  const rest = offset === 0 ? {} : { Range: `bytes=${offset}-`, IfMatch };
  try {
    const answer = await s3.send(new GetObjectCommand({ ...object, ...rest }));
    return { body: answer.Body as Readable, bytes: answer.ContentLength ?? 0, etag: answer.ETag };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') throw absent(object, error);
    if (statusOf(error) === 412) throw replaced(object, error);
    throw error;
  }
}

/** The bytes of an answer; a connection that has gone silent ends with an error instead of never. */
async function* watched(body: Readable): AsyncGenerator<Uint8Array> {
  const dead = () => body.destroy(Object.assign(new Error(`no byte for ${SILENCE} ms`), { code: 'ETIMEDOUT' }));
  let timer = setTimeout(dead, SILENCE);
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(dead, SILENCE);
    }
  } finally {
    clearTimeout(timer);
  }
}

async function write(
  s3: S3Client,
  object: Place,
  body: AsyncIterable<Uint8Array> | Uint8Array,
  options: S3StoreOptions,
): Promise<void> {
  const token = randomUUID();
  const source = sourceOf(body);
  const params = {
    ...object,
    ...protectionOf(options),
    Body: source.body,
    IfNoneMatch: '*',
    ChecksumAlgorithm: 'SHA256',
    Metadata: { [TOKEN]: token },
  } satisfies PutObjectCommandInput;
  const partSize = options.partBytes ?? PART_BYTES;
  try {
    await new Upload({ client: patient(s3), params, partSize, queueSize: 1 }).done();
  } catch (error) {
    source.rethrow();
    if (!(await isOurs(s3, object, token, error))) throw error;
  }
}

/** A body as the upload takes it, and what it threw: an upload may throw an error of its own clean-up instead. */
function sourceOf(body: AsyncIterable<Uint8Array> | Uint8Array) {
  if (body instanceof Uint8Array) return { body, rethrow: () => {} };
  const thrown: unknown[] = [];
  async function* noting(chunks: AsyncIterable<Uint8Array>) {
    try {
      yield* chunks;
    } catch (error) {
      thrown.push(error);
      throw error;
    }
  }
  return {
    body: Readable.from(noting(body), { highWaterMark: 1 }),
    rethrow() {
      if (thrown.length > 0) throw thrown[0];
    },
  };
}

function protectionOf({ kmsKey, lock }: S3StoreOptions): Partial<PutObjectCommandInput> {
  return {
    ...(kmsKey === undefined
      ? { ServerSideEncryption: 'AES256' }
      : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey }),
    ...(lock && { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: new Date(Date.now() + lock.days * DAY) }),
  };
}

/**
 * The client, which tries again what met another write in flight (HTTP 409).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function patient(s3: S3Client): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await s3.send(command);
      } catch (error) {
        if ((error as Error).name !== 'ConditionalRequestConflict' || attempt === ATTEMPTS) throw error;
        await sleep(PAUSE * 2 ** attempt);
      }
    }
  };
  return Object.create(s3, { send: { value: send } });
}

/**
 * Whether the object is there in spite of the error, by us.
 * @throws BackupProblem `taken` when it is there by somebody else
 */
async function isOurs(s3: S3Client, object: Place, token: string, error: unknown): Promise<boolean> {
  const status = statusOf(error);
  const isRefused = status === 412 || (error as Error).name === 'NoSuchUpload';
  if (!isRefused && status !== undefined && status < 500 && status !== 409) return false;
  const found = await s3.send(new HeadObjectCommand(object)).catch((why: unknown) => {
    if (statusOf(why) === 404) return null;
    throw isRefused ? why : error;
  });
  if (found !== null && found.Metadata?.[TOKEN] !== token) throw taken(object, error);
  return found !== null;
}

async function abortUploads(s3: S3Client, bucket: Bucket, Prefix: string): Promise<void> {
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | null = {};
  while (marker !== null) {
    const page = await listUploads(s3, { ...bucket, Prefix, ...marker });
    for (const { Key, UploadId } of page.Uploads ?? []) {
      await s3.send(new AbortMultipartUploadCommand({ ...bucket, Key, UploadId })).catch((error: unknown) => {
        if ((error as Error).name !== 'NoSuchUpload') throw error;
      });
    }
    const { IsTruncated, NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    marker = IsTruncated ? { KeyMarker, UploadIdMarker } : null;
  }
}

function listUploads(s3: S3Client, input: ConstructorParameters<typeof ListMultipartUploadsCommand>[0]) {
  return s3.send(new ListMultipartUploadsCommand(input));
}

function addressOf({ Bucket, Key }: Place): string {
  return `s3://${Bucket}/${Key}`;
}

function absent(object: Place, cause: unknown): BackupProblem {
  return new BackupProblem('absent', `${addressOf(object)} is not there: check the place of the backup`, { cause });
}

function taken(object: Place, cause: unknown): BackupProblem {
  const line = `${addressOf(object)} is there already, by somebody else, and nothing is written over it: use another place`;
  return new BackupProblem('taken', line, { cause });
}

function replaced(object: Place, cause: unknown): BackupProblem {
  return new BackupProblem('busy', `${addressOf(object)} was replaced while it was read: try again`, { cause });
}

function notAsStored(object: Place, cause: unknown): BackupProblem {
  const line = `${addressOf(object)} did not arrive with the checksum that S3 has for it: try again, or use another backup`;
  return new BackupProblem('damaged', line, { cause });
}

function statusOf(error: unknown): number | undefined {
  return (error as Partial<S3ServiceException> | null)?.$metadata?.httpStatusCode;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
