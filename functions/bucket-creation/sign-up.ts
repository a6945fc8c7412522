import type { DynamoDBRecord } from 'aws-lambda';

export interface SignUp {
  userId: string;
  /** To the second: DynamoDB gives its records no finer time. */
  at: Date;
}

/** Bucket names hold four digits of the year; a time in milliseconds would give a year with five. */
const LATEST_YEAR = 9999;

/**
 * What an INSERT record says.
 * @throws when the record has no user id or no time of its own; another delivery will not mend it
 */
export function signUpOf({ eventID, dynamodb }: DynamoDBRecord): SignUp {
  const userId = dynamodb?.Keys?.userId?.S;
  if (!userId) throw unreadable(eventID, 'it has no text in its key userId');
  const seconds = dynamodb?.ApproximateCreationDateTime;
  const at = new Date(Math.floor(seconds ?? Number.NaN) * 1000);
  if (!(at.getTime() > 0) || at.getUTCFullYear() > LATEST_YEAR) {
    throw unreadable(eventID, 'its ApproximateCreationDateTime is not a time in seconds');
  }
  return { userId, at };
}

function unreadable(eventID: string | undefined, reason: string): Error {
  return Object.assign(new Error(`cannot read record ${eventID ?? 'without an id'}: ${reason}`), {
    name: 'UnreadableRecord',
  });
}
