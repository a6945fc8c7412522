import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Caller } from './callers.ts';
import { document } from './engine.ts';
import type { LiveCase } from './live.ts';
import { rootClient, type World } from './world.ts';

export const READ = 's3:GetObject';

export interface Bucket {
  name: string;
  policy: object | null;
}

/** A new bucket; its policy says what `statements` make of its ARN, and may be public. */
export async function bucket(at: World, name: string, statements: (arn: string) => object[]): Promise<Bucket> {
  const s3 = rootClient(at, S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: name }));
  const found = statements(`arn:aws:s3:::${name}`);
  const policy = found.length === 0 ? null : document(...found);
  if (policy) await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: JSON.stringify(policy) }));
  return { name, policy };
}

/** A read of an object that is not there: who may read it is told so, or that there is no such key. */
export function readCase(at: World, title: string, caller: Caller, { name, policy }: Bucket, Key = 'k'): LiveCase {
  const send =
    caller.principal === '*'
      ? () => anonymousRead(`${at.aws.endpoint}/${name}/${Key}`)
      : () => caller.client(S3Client).send(new GetObjectCommand({ Bucket: name, Key }));
  return { title, caller, action: READ, resource: `arn:aws:s3:::${name}/${Key}`, resourcePolicy: policy, send };
}

async function anonymousRead(url: string): Promise<void> {
  const response = await fetch(url);
  await response.arrayBuffer();
  if (response.status === 403) throw Object.assign(new Error(url), { name: 'AccessDenied' });
}
