import { codeOf } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';

/** What AWS, or the way to it, answered instead of a result. */
export interface AwsFailure {
  /** AWS's error code (`AccessDenied`), the SDK's (`CredentialsProviderError`) or the network's (`ECONNREFUSED`). */
  code: string;
  message: string;
  requestId: string | null;
  /** HTTP status, or null when no answer came. */
  status: number | null;
  /** The call that failed, as IAM writes it: `cloudformation:CreateChangeSet`. */
  call: string | null;
}

interface SdkError extends Error {
  call?: string;
  /** What the SDK could not parse. */
  $responseBodyText?: string;
  $metadata?: { requestId?: string; httpStatusCode?: number };
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'TimeoutError',
]);

/** Codes from the Common Error Types of the AWS API references, and those that services add. */
const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|ProvisionedThroughputExceededException|RequestThrottled|RequestLimitExceeded|TooManyRequestsException|SlowDown|RequestThrottledException)$/;
const ACCESS_DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|Forbidden|403)$/;

/** Keeps on the error which call it came from; the SDK does not say. */
export function noteCall(error: unknown, service: string, operation: string): void {
  if (error instanceof Error) (error as SdkError).call ??= `${service}:${operation}`;
}

/** Characters of an answer's line that are shown: a proxy's page may be one line. */
const SHOWN = 160;

/**
 * Puts status and first line into the message of an error about an answer that is not AWS's (a proxy's page, a text of
 * a load balancer); the SDK speaks of its parser, or says only that the error is unknown.
 */
export function noteAnswer(error: unknown): void {
  if (!(error instanceof Error)) return;
  const { $metadata, $responseBodyText: body, name } = error as SdkError;
  const status = `HTTP ${$metadata?.httpStatusCode}`;
  if (typeof body === 'string') {
    error.name = 'UnreadableAnswer';
    const first = plain(body.trim().split(/[\r\n]/, 1)[0] ?? '');
    error.message = `${status}: ${first.length > SHOWN ? `${first.slice(0, SHOWN)}…` : first}`;
  } else if ($metadata && name === 'Unknown') error.message = `${status} without an error code`;
}

/** The AWS side of an error, or null when it has none (a mistake of ours, a broken file). */
export function awsFailure(error: unknown): AwsFailure | null {
  if (!(error instanceof Error)) return null;
  const { $metadata, call = null, message, name } = error as SdkError;
  const networkCode = codeOf(error);
  const unreachable = networkCode !== undefined && UNREACHABLE.has(networkCode);
  if (!unreachable && !$metadata && !name.endsWith('ProviderError')) return null;
  const status = $metadata?.httpStatusCode ?? null;
  return {
    code: status === null && networkCode ? networkCode : name,
    message: message || name,
    requestId: $metadata?.requestId ?? null,
    status,
    call,
  };
}

/** One line: code, call, what AWS says, request id. */
export function describeFailure({ code, call, message, requestId }: AwsFailure): string {
  return `${code}${call ? ` from ${call}` : ''}: ${message}${requestId ? ` (request id ${requestId})` : ''}`;
}

export function isAccessDenied(error: unknown): boolean {
  const { code = '', status } = awsFailure(error) ?? {};
  // The answer to a HEAD has no body: S3 says it by the status alone.
  return ACCESS_DENIED.test(code) || (status === 403 && code === 'Unknown');
}

export function isThrottled(error: unknown): boolean {
  const failure = awsFailure(error);
  return failure !== null && (THROTTLED.test(failure.code) || failure.status === 429);
}

export function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.has(awsFailure(error)?.code ?? '');
}

/** Worth asking again later: throttled, no connection, or AWS's own trouble (5xx). */
export function isTransient(error: unknown): boolean {
  const status = awsFailure(error)?.status ?? 0;
  return isThrottled(error) || isUnreachable(error) || status >= 500;
}

/** CloudFormation answers an unknown stack with a ValidationError, told apart by its text alone. */
export function isStackAbsent(error: unknown): boolean {
  const failure = awsFailure(error);
  return failure?.code === 'ValidationError' && /does not exist/.test(failure.message);
}

export function isAlreadyExists(error: unknown): boolean {
  return awsFailure(error)?.code === 'AlreadyExistsException';
}

/**
 * Somebody else has created, changed or deleted the stack since it was looked at, or has taken our change set with it:
 * what was planned has to be planned again. CloudFormation has no codes of its own for most of it.
 */
export function isStackMoved(error: unknown): boolean {
  const { code = '', message = '' } = awsFailure(error) ?? {};
  if (isChangeSetAbsent(error)) return true;
  if (/^Stack \[[^\]]*\] already exists/.test(message)) return /^(AlreadyExistsException|ValidationError)$/.test(code);
  const isElsewhere = /is in [A-Z_]+ state and can ?not be updated|^Stack (\[|with id ).* does not exist/.test(message);
  return code === 'ValidationError' && isElsewhere;
}

export function isChangeSetAbsent(error: unknown): boolean {
  return /^ChangeSetNotFound(Exception)?$/.test(awsFailure(error)?.code ?? '');
}

export function isBucketAbsent(error: unknown): boolean {
  return awsFailure(error)?.code === 'NoSuchBucket';
}

/** A conditional write found an object at its key (HTTP 412). */
export function isPreconditionFailed(error: unknown): boolean {
  return awsFailure(error)?.status === 412;
}

/** A conditional write met another one in flight (HTTP 409): S3 says to try again. */
export function isConditionalConflict(error: unknown): boolean {
  return awsFailure(error)?.code === 'ConditionalRequestConflict';
}

/** The change set cannot be executed, or no longer: it is being executed, or was. */
export function isInvalidChangeSetStatus(error: unknown): boolean {
  return /^InvalidChangeSetStatus(Exception)?$/.test(awsFailure(error)?.code ?? '');
}
