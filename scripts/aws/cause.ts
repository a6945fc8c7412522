import { awsFailure, describeFailure } from './errors.ts';
import type { StackEvent } from './events.ts';

/** Why an operation failed. */
export interface FailureCause {
  /** The resource that failed first; null when it was the call or the stack as a whole. */
  logicalId: string | null;
  type: string | null;
  message: string;
  /** Who was refused what, when the message says so. */
  denied: Denied | null;
  /** The nested stacks around the resource that failed, the outermost first, by logical id. */
  within: string[];
  /** The last lines that the function behind a custom resource logged, oldest first. */
  logs: string[];
}

export interface Denied {
  principal: string;
  action: string;
  resource: string | null;
}

/** What the rest of a failed operation says of itself, and never why it failed. */
const CONSEQUENCE = /^Resource (creation|update|deletion) cancelled/i;

/** The first cause among the events of one operation (oldest first), or null when none failed. */
export function firstCause(events: readonly StackEvent[]): FailureCause | null {
  const failures = events.filter(({ status, reason }) => status.endsWith('_FAILED') && !CONSEQUENCE.test(reason ?? ''));
  const first = failures.find(({ ofStack }) => !ofStack) ?? failures[0] ?? events.find(isRollbackStart);
  return first ? causeOf(first.reason ?? first.status, first.ofStack ? null : first) : null;
}

function isRollbackStart({ ofStack, status }: StackEvent): boolean {
  return ofStack && status.endsWith('ROLLBACK_IN_PROGRESS');
}

export function causeOf(message: string, resource: { logicalId: string; type: string } | null = null): FailureCause {
  return {
    logicalId: resource?.logicalId ?? null,
    type: resource?.type ?? null,
    message,
    denied: deniedIn(message),
    within: [],
    logs: [],
  };
}

/** An error's cause in one line: for a refused or failed call its code, call and request id too. */
export function causeOfError(error: Error): FailureCause {
  const failure = awsFailure(error);
  return { ...causeOf(failure ? describeFailure(failure) : error.message), denied: deniedIn(error.message) };
}

/** True when a reason only says that the DescribeEvents call knows more (validation before deployment, hooks). */
export function pointsToEvents(message: string): boolean {
  return /DescribeEvents/i.test(message);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html has the forms of the message. */
const NOT_AUTHORIZED =
  /(?:User|Role): (\S+) is not authorized to perform:? (\S+?)(?: on resource: "?([^\s"]+?)"?)?[.,;)]?(?=\s|$)/;

export function deniedIn(message: string): Denied | null {
  const [, principal, action, resource] = NOT_AUTHORIZED.exec(message) ?? [];
  return principal && action ? { principal, action, resource: resource ?? null } : null;
}
