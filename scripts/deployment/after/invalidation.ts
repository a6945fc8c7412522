import { randomUUID } from 'node:crypto';

import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type AwsClients, annotate, connectionOf } from '../../aws/clients.ts';
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

/** The paths under which a distribution caches keys; its default root object has two. */
export function cachedPaths(keys: readonly string[]): string[] {
  const paths = keys.map((key) => `/${key.split('/').map(encodeURIComponent).join('/')}`);
  return [...(keys.includes('index.html') ? ['/'] : []), ...paths].sort();
}

/** What an earlier deploy left, joined with what this one changes; null when there is nothing. */
export async function keepPending(serving: Serving, changed: readonly string[]): Promise<Pending | null> {
  const earlier = await readPending(serving);
  const paths = [...new Set([...(earlier?.paths ?? []), ...cachedPaths(changed)])].sort();
  if (paths.length === 0) return null;
  if (earlier !== null && paths.length === earlier.paths.length) return earlier;
  const pending = { reference: randomUUID(), paths };
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
    return JSON.parse((await Body?.transformToString()) ?? '');
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return null;
    throw error;
  }
}

/** Tells CloudFront, and forgets that it had to be told. */
export async function invalidate(
  clients: Pick<AwsClients, 'region' | 'endpoint' | 'sts'>,
  serving: Serving,
  distributionId: string,
  { reference, paths }: Pending,
): Promise<void> {
  const { CloudFrontClient, CreateInvalidationCommand } = await import('@aws-sdk/client-cloudfront');
  const client = new CloudFrontClient({ ...connectionOf(clients), maxAttempts: 5 });
  annotate(client, 'cloudfront');
  const Items = paths.length > MOST_PATHS ? ['/*'] : paths;
  const Paths = { Quantity: Items.length, Items };
  const InvalidationBatch = { CallerReference: reference, Paths };
  try {
    const command = new CreateInvalidationCommand({ DistributionId: distributionId, InvalidationBatch });
    await client.send(command, { abortSignal: serving.signal });
  } finally {
    client.destroy();
  }
  const { s3, bucket: Bucket, accountId: ExpectedBucketOwner } = serving;
  await s3.send(new DeleteObjectCommand({ Bucket, ExpectedBucketOwner, Key: PENDING_KEY }));
}
