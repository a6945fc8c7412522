import { resolve } from 'node:path';
import { s3Store } from '../../functions/shared/backup/s3-store.ts';
import type { BackupStore } from '../../functions/shared/backup/store.ts';
import { UserError } from '../cli/errors.ts';
import type { TableClients } from './clients.ts';
import { folderStore } from './folder-store.ts';

export interface BucketPlace {
  bucket: string;
  /** Without `/` at its ends; may be empty. */
  prefix: string;
}

interface Protection {
  /** A KMS key's id or ARN; null: SSE-S3. */
  kmsKey: string | null;
  lock: { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number } | null;
}

const NONE: Protection = { kmsKey: null, lock: null };

/** Null: a folder. @throws UserError for an S3 address that is none */
export function bucketPlace(given: string): BucketPlace | null {
  if (!/^s3:/i.test(given)) return null;
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(given) ?? [];
  if (bucket === undefined) throw new UserError(`${given} is not an S3 address: write it as s3://bucket/prefix`);
  const parts = prefix.split('/').filter((part) => part !== '');
  return { bucket, prefix: parts.join('/') };
}

/** The store at a place that a person gave: `s3://bucket/prefix`, or a folder. */
export function storeAt(
  given: string,
  clients: Pick<TableClients, 's3' | 'bucketOwner'>,
  protection = NONE,
): BackupStore {
  const place = bucketPlace(given);
  if (place === null) return folderStore(resolve(given));
  const { kmsKey, lock } = protection;
  const owner = { accountId: clients.bucketOwner };
  return s3Store(clients.s3, {
    ...place,
    ...owner,
    ...(kmsKey === null ? {} : { kmsKey }),
    ...(lock === null ? {} : { lock }),
  });
}
