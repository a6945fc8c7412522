import { BackupProblem } from '../shared/backup/problem.ts';

export const TOO_LARGE = new BackupProblem(
  'input',
  'the table is too large for a function, which has 15 minutes: use npm run backup',
);

/** Why a backup failed, in one line. AWS's own words name roles and resources: callers get the error's name alone. */
export function toldReason(error: unknown): string {
  if (error instanceof BackupProblem) return error.message;
  return `the backup failed (${(error as Error).name}): the function's log says why`;
}
