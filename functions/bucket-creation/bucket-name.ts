import { createHash } from 'node:crypto';
import type { SignUp } from './sign-up.ts';

/** Amazon S3 User Guide, "General purpose bucket naming rules". */
const LONGEST_NAME = 63;
const STAMP_LENGTH = '-yyyymmddHHMMSS'.length;
const HASH_DIGITS = 16;

/** Ids that stand in the name as they are. Dots are left out: with one, the name has no TLS certificate of S3. */
const PLAIN = /^[a-z0-9-]+$/;
/** What a hashed name ends in; an id of this form is hashed too, or it could be chosen to meet another user's name. */
const LIKE_HASHED = new RegExp(`-[0-9a-f]{${HASH_DIGITS}}$`);

/**
 * The name of a user's bucket: `<prefix><userId>-<yyyymmddHHMMSS>`, the time in UTC. An id that S3 does not take in a
 * name is replaced by what is left of it and a hash of the whole id, so that no two ids of one second share a name.
 */
export function bucketName({ userId, at }: SignUp, prefix: string): string {
  const room = LONGEST_NAME - STAMP_LENGTH - prefix.length;
  const plain = PLAIN.test(userId) && userId.length <= room && !LIKE_HASHED.test(userId);
  return `${prefix}${plain ? userId : hashed(userId, userId, room)}-${stamp(at)}`;
}

/** The name to take when `bucketName`'s is taken by another account; bound to ours, so that two accounts differ. */
export function alternativeName({ userId, at }: SignUp, prefix: string, accountId: string): string {
  const room = LONGEST_NAME - STAMP_LENGTH - prefix.length;
  return `${prefix}${hashed(userId, `${accountId}/${userId}`, room)}-${stamp(at)}`;
}

function hashed(userId: string, whole: string, room: number): string {
  const readable = userId
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, room - HASH_DIGITS - 1)
    .replace(/^-|-$/g, '');
  return `${readable}-${createHash('sha256').update(whole).digest('hex').slice(0, HASH_DIGITS)}`;
}

function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replace(/\D/g, '');
}
