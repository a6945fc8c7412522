import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { callFunction } from './call-function.ts';
import { failedRecords, reportedFailures, type StreamRecord } from './failed-batch.ts';
import type { RedriveOptions } from './redrive.ts';
import type { Outcome } from './report.ts';
import type { RedriveTarget } from './target.ts';

export interface ReplayedBatches {
  outcome: Outcome;
  /** Whose sign-ups these batches hold, done or not. */
  userIds: Set<string>;
}

/** Delivers each kept batch to bucket-creation once more; an object goes only when every record of it is done. */
export async function replayBatches(target: RedriveTarget, options: RedriveOptions): Promise<ReplayedBatches> {
  const outcome: Outcome = { found: 0, done: 0, failed: [] };
  const userIds = new Set<string>();
  for await (const key of keptObjects(target)) {
    options.signal.throwIfAborted();
    outcome.found++;
    const records = failedRecords(await textOf(target, key));
    for (const record of records ?? []) {
      const userId = record.dynamodb?.Keys?.userId?.S;
      if (userId !== undefined) userIds.add(userId);
    }
    if (options.dryRun) continue;
    const reason = records === null ? 'it is no batch that Lambda kept' : await deliver(target, records);
    if (reason !== null) {
      outcome.failed.push({ what: key, reason });
      continue;
    }
    await target.s3.send(new DeleteObjectCommand({ ...place(target), Key: key }));
    outcome.done++;
  }
  return { outcome, userIds };
}

function place({ failedRecordsBucket, accountId }: RedriveTarget) {
  return { Bucket: failedRecordsBucket, ExpectedBucketOwner: accountId };
}

async function* keptObjects(target: RedriveTarget): AsyncGenerator<string> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: target.s3 }, place(target))) {
    for (const { Key } of Contents) if (Key !== undefined) yield Key;
  }
}

async function textOf(target: RedriveTarget, Key: string): Promise<string> {
  const { Body } = await target.s3.send(new GetObjectCommand({ ...place(target), Key }));
  return (await Body?.transformToString()) ?? '';
}

/** Null when all is done, or why not. */
async function deliver({ lambda, bucketCreation }: RedriveTarget, Records: StreamRecord[]): Promise<string | null> {
  const answer = await callFunction(lambda, bucketCreation, { Records });
  if ('reason' in answer) return answer.reason;
  const failures = reportedFailures(answer.value);
  if (failures === null) return `${bucketCreation} gave an unknown answer`;
  return failures.length === 0 ? null : `${failures.length} of ${Records.length} records failed again`;
}
