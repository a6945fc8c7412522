import { BackupProblem } from '../../functions/shared/backup/problem.ts';
import { accessAdvice } from '../aws/access-advice.ts';
import { adviceFor, principalOf } from '../aws/cause/denied.ts';
import { causeOfError } from '../aws/cause.ts';
import { awsFailure, describeFailure, isAccessDenied, isBucketAbsent } from '../aws/errors.ts';
import { fileProblem, UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { plain } from '../cli/plain.ts';

/** A failure in one line for a person, and the exit code that tells it to a machine. */
export interface ToldFailure {
  line: string;
  exit: ExitCode;
}

/** Null: a bug. */
export function toldFailure(error: unknown, { endpoint }: { endpoint: string | null }): ToldFailure | null {
  if (error instanceof BackupProblem) return { line: plain(error.message), exit: exitOf(error) };
  if (error instanceof UserError) return { line: plain(error.message), exit: EXIT.mistake };
  const disk = fileProblem(error);
  if (disk !== null) return { line: plain(disk), exit: EXIT.mistake };
  const advice = accessAdvice(error, endpoint);
  if (advice !== null) return { line: advice.message, exit: EXIT.mistake };
  const failure = awsFailure(error);
  if (failure === null || !(error instanceof Error)) return null;
  if (isAccessDenied(error)) return { line: deniedLine(error), exit: EXIT.mistake };
  if (isBucketAbsent(error))
    return { line: plain(`there is no such bucket: ${describeFailure(failure)}`), exit: EXIT.mistake };
  return { line: plain(describeFailure(failure)), exit: EXIT.findings };
}

function exitOf({ kind }: BackupProblem): ExitCode {
  if (kind === 'damaged') return EXIT.findings;
  return kind === 'busy' ? EXIT.blocked : EXIT.mistake;
}

/** Who was refused what, and where the grant belongs: the roles of bootstrap have one document each. */
function deniedLine(error: Error): string {
  const cause = causeOfError(error);
  const advice = adviceFor(cause) ?? cause.message;
  const role = cause.denied === null ? '' : principalOf(cause.denied.principal).name;
  const document = /-(backup|restore|operator)$/.exec(role)?.[1];
  return document === undefined ? plain(advice) : plain(`${advice} (policies/${document}.json)`);
}
