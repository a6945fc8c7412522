import { createHash } from 'node:crypto';

/**
 * Stands for a user id wherever people read along: logs, errors, tags, keys. A user id may be an e-mail address.
 * @returns 64 hexadecimal digits
 */
export function fingerprint(userId: string): string {
  return createHash('sha256').update(userId).digest('hex');
}

/** Enough of a fingerprint to find a user by in logs. */
export function shortFingerprint(userId: string): string {
  return fingerprint(userId).slice(0, 16);
}
