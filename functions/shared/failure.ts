/**
 * Says what failed around the SDK's own words, and keeps the SDK error's name, which Lambda reports as `errorType`.
 * @param what the work, as in "write item 7 to table lab-table"
 */
export function failure(what: string, cause: unknown): Error {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const error = new Error(`cannot ${what}: ${reason}`, { cause });
  if (cause instanceof Error) error.name = cause.name;
  return error;
}
