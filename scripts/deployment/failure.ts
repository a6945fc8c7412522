import { accessAdvice } from '../aws/access-advice.ts';
import { causeOf, causeOfError, type FailureCause } from '../aws/cause.ts';
import { awsFailure } from '../aws/errors.ts';
import { DeadlineError } from '../aws/wait.ts';
import { UserError } from '../cli/errors.ts';

/** A stack that cannot be deployed, with the cause that CloudFormation or its state gives. */
export class StackFailure extends Error {
  override name = 'StackFailure';
  readonly failure: FailureCause;
  constructor(failure: FailureCause) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Times that a stack is planned: who deploys it all the time is not waited for without end. */
export const MOVED_LIMIT = 5;

/** Somebody else was faster: the stack has to be planned again. */
export class StackMoved extends Error {
  override name = 'StackMoved';
}

/** The cause to show for an error that fails one stack; null for a bug, which fails the command. */
export function failureOf(error: unknown, endpoint: string | null): FailureCause | null {
  if (error instanceof StackFailure) return error.failure;
  if (error instanceof StackMoved) return causeOf(error.message);
  const advice = accessAdvice(error, endpoint);
  if (advice) return causeOf(advice.message);
  if (error instanceof UserError || error instanceof DeadlineError) return causeOf(error.message);
  return error instanceof Error && awsFailure(error) ? causeOfError(error) : null;
}
