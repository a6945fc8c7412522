import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DeleteObjectsCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { awsFailure } from '../../aws/errors.ts';
import { allPages } from '../../aws/pages.ts';
import { listResources } from '../../aws/resources.ts';
import type { StackState } from '../../aws/stacks.ts';
import { listRepositoryFiles } from '../../template/files.ts';
import type { StackJob } from '../job.ts';
import { cacheControlOf, contentTypeOf } from './content-type.ts';
import { type ServingBucket, servingBuckets } from './serving-buckets.ts';

interface Serving {
  job: StackJob;
  bucket: string;
}

/**
 * Brings the buckets that serve files to what the repository has: what is new or changed is uploaded, what is gone is
 * removed. Only buckets that their template says so of are touched.
 */
export async function serveFiles(job: StackJob, stack: StackState): Promise<void> {
  const serving = servingBuckets(job.target.packaged.source);
  if (serving.length === 0) return;
  const names = new Map((await listResources(job.clients, stack.id)).map((one) => [one.logicalId, one.physicalId]));
  for (const one of serving) {
    const bucket = names.get(one.logicalId);
    if (bucket) await serve({ job, bucket }, one, stack.outputs);
  }
}

async function serve(serving: Serving, one: ServingBucket, outputs: Record<string, string>): Promise<void> {
  const { job, bucket } = serving;
  const files = new Map(await filesOf(job.root, one.folder));
  if (one.config !== null) files.set(one.config.file, configOf(one.config.outputs, outputs));
  const outcomes: boolean[] = [];
  for (const [key, body] of files) {
    job.signal.throwIfAborted();
    outcomes.push(await upload(serving, key, body));
  }
  const removed = await removeOthers(serving, files);
  const uploaded = outcomes.filter(Boolean).length;
  const unchanged = outcomes.length - uploaded;
  job.report({ type: 'served', stack: job.target.stack, bucket, uploaded, unchanged, removed });
}

async function filesOf(root: string, folder: string): Promise<[string, Uint8Array][]> {
  const found = await listRepositoryFiles(root, folder);
  return Promise.all(found.map(async ({ path, real }) => [path, await readFile(real)] as [string, Uint8Array]));
}

/** What a page needs to know of its stack, by name: nothing else of the outputs is shown to the world. */
function configOf(names: readonly string[], outputs: Record<string, string>): Uint8Array {
  const config = Object.fromEntries(names.map((name) => [name, outputs[name] ?? null]));
  return Buffer.from(`${JSON.stringify(config, null, 2)}\n`);
}

/** False when the object is there already with this content. */
async function upload({ job, bucket }: Serving, key: string, body: Uint8Array): Promise<boolean> {
  const { clients, target } = job;
  const checksum = createHash('sha256').update(body).digest('base64');
  const at = { Bucket: bucket, Key: key, ExpectedBucketOwner: target.accountId };
  const [ContentType, CacheControl] = [contentTypeOf(key), cacheControlOf(key)];
  const found = await clients.s3
    .send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }))
    .catch((error: unknown) => {
      if (awsFailure(error)?.status === 404) return null;
      throw error;
    });
  const isSame = found?.ChecksumSHA256 === checksum && found.ContentType === ContentType;
  if (isSame && found.CacheControl === CacheControl) return false;
  const meta = { ContentType, CacheControl, ContentLength: body.byteLength };
  await clients.s3.send(new PutObjectCommand({ ...at, Body: body, ChecksumSHA256: checksum, ...meta }));
  return true;
}

/** S3 takes this many keys in one deletion. */
const BATCH = 1000;

async function removeOthers({ job, bucket }: Serving, files: ReadonlyMap<string, unknown>): Promise<number> {
  const { s3 } = job.clients;
  const at = { Bucket: bucket, ExpectedBucketOwner: job.target.accountId };
  const present = await allPages(async (ContinuationToken) => {
    const page = await s3.send(new ListObjectsV2Command({ ...at, ContinuationToken }));
    return { items: page.Contents, next: page.NextContinuationToken };
  });
  const others = present.flatMap(({ Key }) => (Key !== undefined && !files.has(Key) ? [{ Key }] : []));
  for (let start = 0; start < others.length; start += BATCH) {
    const Objects = others.slice(start, start + BATCH);
    await s3.send(new DeleteObjectsCommand({ ...at, Delete: { Objects, Quiet: true } }));
  }
  return others.length;
}
