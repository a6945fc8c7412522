import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { callFunction } from './call-function.ts';
import { failedRecords, reportedFailures, type StreamRecord } from './failed-batch.ts';
import type { RedriveOptions } from './redrive.ts';
import type { Outcome } from './report.ts';
import type { RedriveTarget } from './target.ts';

export interface ReplayedBatches {
  outcome: Outcome;
  /** Whose sign-ups were done or are reported as failed; in a dry run, whose would be delivered. */
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
    const { reason, met } = await replay(target, records, options.dryRun);
    for (const userId of met) userIds.add(userId);
    if (options.dryRun) continue;
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

interface Replayed {
  /** Null when all is done, or why not. */
  reason: string | null;
  /** The users that the answer says something of. */
  met: string[];
}

async function replay(
  { lambda, bucketCreation }: RedriveTarget,
  Records: StreamRecord[] | null,
  dryRun: boolean,
): Promise<Replayed> {
  if (Records === null) return { reason: 'it is no batch that Lambda kept', met: [] };
  if (dryRun) return { reason: null, met: usersOf(Records) };
  const answer = await callFunction(lambda, bucketCreation, { Records });
  if ('reason' in answer) return { reason: answer.reason, met: [] };
  const failures = reportedFailures(answer.value);
  if (failures === null) return { reason: `${bucketCreation} gave an unknown answer`, met: [] };
  const reason = failures.length === 0 ? null : `${failures.length} of ${Records.length} records failed again`;
  return { reason, met: usersOf(Records) };
}

function usersOf(records: StreamRecord[]): string[] {
  return records.flatMap(({ dynamodb }) => dynamodb?.Keys?.userId?.S ?? []);
}
