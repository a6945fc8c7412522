/** What became of the things of one kind. */
export interface Outcome {
  found: number;
  /** Done now; 0 in a dry run. */
  done: number;
  failed: { what: string; reason: string }[];
}

export interface RedriveResult {
  formatVersion: 1;
  environment: string;
  accountId: string;
  dryRun: boolean;
  /** Batches of sign-ups that bucket-creation failed on; `what` is the object's key. */
  batches: Outcome;
  /** Buckets that bucket-uri-insert failed on; `what` is the message's id. In a dry run `found` is SQS's estimate. */
  uris: Outcome;
  /** Users without a bucket, those of the batches aside; `what` is the start of the id's SHA-256. */
  users: Outcome;
  /** False when something failed again. */
  ok: boolean;
}

/** The result for people. */
export function redriveLines({ dryRun, batches, uris, users }: RedriveResult): string[] {
  return [
    ...outcomeLines('batches of sign-ups', 'replayed', batches, dryRun),
    ...outcomeLines('addresses of buckets', 'replayed', uris, dryRun),
    ...outcomeLines('users without a bucket', 'asked for', users, dryRun),
  ];
}

function outcomeLines(things: string, done: string, outcome: Outcome, dryRun: boolean): string[] {
  const { found, failed } = outcome;
  const counts = dryRun ? '' : `, ${outcome.done} ${done}, ${failed.length} failed`;
  return [`${things}: ${found} found${counts}`, ...failed.map(({ what, reason }) => `  ${what}: ${reason}`)];
}
