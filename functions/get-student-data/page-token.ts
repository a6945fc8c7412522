import { Refusal } from '../shared/student-api/refusal.ts';

/** Marks a token as one of ours, so that a changed one is told and not taken for a place. */
const MARK = 'after:';
/** Characters; a key has at most 2048 bytes. */
const LONGEST = 4096;

/** Where the next page begins, as callers carry it: opaque, and fit for a URL. */
export function pageToken(studentId: string): string {
  return Buffer.from(`${MARK}${studentId}`).toString('base64url');
}

/** The studentId after which a page begins. @throws Refusal 400 for what `pageToken` did not make */
export function readToken(token: string): string {
  const text = token.length <= LONGEST ? Buffer.from(token, 'base64url').toString('utf8') : '';
  const studentId = text.slice(MARK.length);
  if (text.startsWith(MARK) && studentId !== '' && pageToken(studentId) === token) return studentId;
  throw new Refusal(400, 'next takes the value that the page before gave, unchanged');
}
