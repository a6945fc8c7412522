import { deepEqual, ok } from 'node:assert/strict';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { resultKey } from '../../../functions/object-summary/result-key.ts';
import type { Summary } from '../../../functions/object-summary/summary.ts';
import { roleNameOf } from '../../embedded/calls.ts';
import { emptyPrefix } from '../empty-prefix.ts';
import { isDenied } from '../refusal.ts';
import type { Stage, StepContext } from '../scenario.ts';

export const ROLE = 'ObjectSummaryRole';
/** What the scenario puts, and what comes of it, lies below these and goes again. */
export const UPLOADS = 'incoming/scenario/';
export const RESULTS = 'processed/scenario/';

export async function upload(
  s3: S3Client,
  Bucket: string,
  Key: string,
  Body: string,
  ContentType: string,
): Promise<string> {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
  ok(VersionId, 'the bucket keeps versions');
  return VersionId;
}

export async function uploaded(
  stage: Stage,
  step: StepContext,
  key: string,
  text: string,
  type: string,
): Promise<Summary> {
  const versionId = await upload(stage.owner.s3, stage.outputs.BucketName ?? '', key, text, type);
  return resultOf(stage, step, key, versionId);
}

/** The summary that the bucket's own event brings about, written by the function's role. */
export async function resultOf(stage: Stage, step: StepContext, key: string, versionId: string): Promise<Summary> {
  const Bucket = stage.outputs.BucketName ?? '';
  const Key = resultKey(key, versionId);
  await stage.eventually(`the result ${Key}`, async () => {
    const own = step.checks().filter(({ principal }) => roleNameOf(principal) === ROLE);
    const denied = own.find(isDenied);
    if (denied) throw new Error(`${ROLE} was denied ${denied.action} on ${denied.resource}`);
    return own.find(({ action, resource }) => action === 's3:PutObject' && resource.endsWith(`${Bucket}/${Key}`));
  });
  const { Body } = await stage.owner.s3.send(new GetObjectCommand({ Bucket, Key }));
  const summary: Summary = JSON.parse((await Body?.transformToString()) ?? '');
  deepEqual([summary.key, summary.versionId], [key, versionId]);
  return summary;
}

export async function resultVersions(stage: Stage, key: string): Promise<number> {
  const Prefix = resultKey(key, '').slice(0, -'.json'.length);
  const Bucket = stage.outputs.BucketName;
  const { Versions = [] } = await stage.owner.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return Versions.length;
}

export async function clear({ owner, outputs }: Stage): Promise<void> {
  for (const prefix of [UPLOADS, RESULTS]) await emptyPrefix(owner.s3, outputs.BucketName ?? '', prefix);
}
