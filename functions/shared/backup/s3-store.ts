import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { BackupProblem } from './problem.ts';
import { addressOf, type S3Object, statusOf } from './s3-object.ts';
import { abortUpload, type ObjectSettings, writeObject } from './s3-write.ts';
import type { BackupStore, StoredFile } from './store.ts';

export interface S3StoreOptions extends ObjectSettings {
  bucket: string;
  /** May be empty; a `/` at its ends makes no difference. */
  prefix: string;
  /** The account that must own the bucket: S3 refuses one of the same name that is somebody else's. */
  accountId?: string;
}

interface Bucket {
  Bucket: string;
  ExpectedBucketOwner: string | undefined;
}

const ATTEMPTS = 5;
/** Milliseconds, doubled with each attempt. */
const PAUSE = 50;
/** Milliseconds without a byte after which a connection counts as dead. */
const SILENCE = 60_000;

export function s3Store(s3: S3Client, options: S3StoreOptions): BackupStore {
  const prefix = options.prefix.replace(/^\/+|\/+$/g, '');
  const root = prefix === '' ? '' : `${prefix}/`;
  const bucket = { Bucket: options.bucket, ExpectedBucketOwner: options.accountId };
  const object = (name: string) => ({ ...bucket, Key: root + name });
  return {
    place: addressOf({ ...bucket, Key: prefix }).replace(/\/$/, ''),
    list: (below) => list(s3, bucket, root, below),
    read: (name) => read(s3, object(name)),
    write: (name, body) => writeObject(s3, object(name), body, options),
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

async function* read(s3: S3Client, object: S3Object): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let first: Opened | undefined;
  for (let failures = 0; ; await sleep(PAUSE * 2 ** failures)) {
    const open: Opened = await openAt(s3, object, offset, first?.etag);
    first ??= open;
    const lost: { why?: unknown } = {};
    for await (const chunk of untilLost(open.body, lost)) {
      offset += chunk.byteLength;
      failures = 0;
      yield chunk;
    }
    if (offset >= first.bytes) {
      if (lost.why === undefined) return;
      throw notAsStored(object, lost.why);
    }
    if (++failures === ATTEMPTS) throw codeOf(lost.why) === undefined ? cut(lost.why) : lost.why;
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

async function openAt(s3: S3Client, object: S3Object, offset: number, IfMatch: string | undefined): Promise<Opened> {
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

/** The bytes of an answer, and why there are no more of them. A connection that has gone silent is lost, too. */
async function* untilLost(body: Readable, lost: { why?: unknown }): AsyncGenerator<Uint8Array> {
  const end = () => body.destroy(Object.assign(new Error(`no byte for ${SILENCE} ms`), { code: 'ETIMEDOUT' }));
  let timer = setTimeout(end, SILENCE);
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(end, SILENCE);
    }
  } catch (error) {
    lost.why = error;
  } finally {
    clearTimeout(timer);
  }
}

async function abortUploads(s3: S3Client, bucket: Bucket, Prefix: string): Promise<void> {
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | null = {};
  while (marker !== null) {
    const page = await listUploads(s3, { ...bucket, Prefix, ...marker });
    for (const { Key = '', UploadId } of page.Uploads ?? []) await abortUpload(s3, { ...bucket, Key, UploadId });
    const { IsTruncated, NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    marker = IsTruncated ? { KeyMarker, UploadIdMarker } : null;
  }
}

function listUploads(s3: S3Client, input: ConstructorParameters<typeof ListMultipartUploadsCommand>[0]) {
  return s3.send(new ListMultipartUploadsCommand(input));
}

function absent(object: S3Object, cause: unknown): BackupProblem {
  return new BackupProblem('absent', `${addressOf(object)} is not there: check the place of the backup`, { cause });
}

function replaced(object: S3Object, cause: unknown): BackupProblem {
  return new BackupProblem('busy', `${addressOf(object)} was replaced while it was read: try again`, { cause });
}

function notAsStored(object: S3Object, cause: unknown): BackupProblem {
  const line = `${addressOf(object)} did not arrive with the checksum that S3 has for it: try again, or use another backup`;
  return new BackupProblem('damaged', line, { cause });
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
