import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { AwsClients } from '../../aws/clients.ts';
import { cloudFrontClient } from './clients.ts';
import type { Serving } from './served-objects.ts';

/** What CloudFront still has to forget. Kept beside the files until it has been told, so that a kill loses nothing. */
export interface Pending {
  /** The same request twice is one invalidation (CloudFront API reference, InvalidationBatch). */
  reference: string;
  paths: string[];
}

/** No served file has such a name: those with a dot in front are left out. */
export const PENDING_KEY = '.stackwarden-invalidate.json';

/** CloudFront quotas: files in invalidations in progress; beyond, one path for all of them. */
const MOST_PATHS = 3000;
const ALL = '/*';

/** The paths under which a distribution caches keys; its default root object has two. */
export function cachedPaths(keys: readonly string[]): string[] {
  return [...(keys.includes('index.html') ? ['/'] : []), ...keys.map((key) => `/${encoded(key)}`)].sort();
}

/**
 * "If the path includes non-ASCII characters or unsafe characters as defined in RFC 1738, URL-encode those characters. Don't
 * URL-encode any other characters" (CloudFront Developer Guide, "What you need to know when invalidating files").
 */
function encoded(key: string): string {
  return encodeURI(key).replace(/[#?~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What an earlier deploy left, joined with what this one is about to change; null when there is nothing. */
export async function keepPending(serving: Serving, changed: readonly string[]): Promise<Pending | null> {
  const earlier = await readPending(serving);
  // Nobody knows whether CloudFront was told. By the same reference it is told once; of a later change, by another one.
  if (changed.length === 0) return earlier;
  const paths = [...new Set([...(earlier?.paths ?? []), ...cachedPaths(changed)])].sort();
  const pending = { reference: randomUUID(), paths: paths.length > MOST_PATHS || paths.includes(ALL) ? [ALL] : paths };
  const { s3, bucket: Bucket, accountId: ExpectedBucketOwner, signal } = serving;
  const Body = JSON.stringify(pending);
  const command = new PutObjectCommand({ Bucket, ExpectedBucketOwner, Key: PENDING_KEY, Body });
  await s3.send(command, { abortSignal: signal });
  return pending;
}

async function readPending({ s3, bucket, accountId, signal }: Serving): Promise<Pending | null> {
  const command = new GetObjectCommand({ Bucket: bucket, ExpectedBucketOwner: accountId, Key: PENDING_KEY });
  try {
    const { Body } = await s3.send(command, { abortSignal: signal });
    return pendingOf((await Body?.transformToString()) ?? '');
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return null;
    throw error;
  }
}

/** What cannot be read stood for something: all is forgotten then. */
function pendingOf(text: string): Pending {
  try {
    const { reference, paths } = JSON.parse(text);
    if (isReference(reference) && Array.isArray(paths) && paths.every(isPath)) return { reference, paths };
  } catch {}
  return { reference: randomUUID(), paths: [ALL] };
}

function isReference(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,128}$/.test(value);
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && /^\/[!-~]*$/.test(value);
}

/** Tells CloudFront, and forgets that it had to be told. */
export async function invalidate(
  clients: Pick<AwsClients, 'region' | 'endpoint' | 'sts'>,
  serving: Serving,
  DistributionId: string,
  { reference, paths: Items }: Pending,
): Promise<void> {
  const { CreateInvalidationCommand } = await import('@aws-sdk/client-cloudfront');
  const client = await cloudFrontClient(clients);
  const InvalidationBatch = { CallerReference: reference, Paths: { Quantity: Items.length, Items } };
  try {
    const command = new CreateInvalidationCommand({ DistributionId, InvalidationBatch });
    await client.send(command, { abortSignal: serving.signal });
  } finally {
    client.destroy();
  }
  const { s3, bucket: Bucket, accountId: ExpectedBucketOwner } = serving;
  await s3.send(new DeleteObjectCommand({ Bucket, ExpectedBucketOwner, Key: PENDING_KEY }));
}
