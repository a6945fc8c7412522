import { accessAdvice } from '../aws/access-advice.ts';
import { awsFailure, describeFailure } from '../aws/errors.ts';
import { UserError } from '../cli/errors.ts';
import { replayBatches } from './batches.ts';
import { reconcileUsers } from './reconcile.ts';
import type { RedriveResult } from './report.ts';
import type { RedriveTarget } from './target.ts';
import { replayUris } from './uris.ts';

export interface RedriveOptions {
  dryRun: boolean;
  signal: AbortSignal;
}

/** Replays what failed, oldest means first, and then looks for users who were passed over altogether. */
export async function redrive(target: RedriveTarget, options: RedriveOptions): Promise<RedriveResult> {
  const { environment, accountId } = target;
  try {
    const { outcome: batches, userIds } = await replayBatches(target, options);
    const uris = await replayUris(target, options);
    const users = await reconcileUsers(target, options, userIds);
    const ok = [batches, uris, users].every(({ failed }) => failed.length === 0);
    return { formatVersion: 1, environment, accountId, dryRun: options.dryRun, batches, uris, users, ok };
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === null) throw error;
    throw accessAdvice(error, null) ?? new UserError(`${describeFailure(failure)}; run it again when that is mended`);
  }
}
