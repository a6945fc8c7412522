interface SdkError {
  name?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/**
 * Says what failed without the service's own words, which repeat names: a bucket's name holds its user's id.
 * The name of the SDK's error is kept, because Lambda reports it as `errorType`.
 * @param what the work, as in "create the bucket of user 5f2c"
 */
export function quietFailure(what: string, cause: unknown): Error {
  const { name = 'Error', $metadata: { httpStatusCode, requestId } = {} } = (cause ?? {}) as SdkError;
  const details = [httpStatusCode && `HTTP ${httpStatusCode}`, requestId && `request ${requestId}`].filter(Boolean);
  const error = new Error(`cannot ${what}: ${name}${details.length > 0 ? ` (${details.join(', ')})` : ''}`);
  error.name = name;
  return error;
}
