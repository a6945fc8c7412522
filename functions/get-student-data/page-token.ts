import { hash } from 'node:crypto';
import { Refusal } from '../shared/student-api/refusal.ts';
import { LONGEST_KEY } from '../shared/student-api/student.ts';

/** Bytes at the beginning, by which a token that was cut, changed or made up is told. They keep no secret. */
const CHECK = 6;
const LONGEST_TOKEN = Math.ceil(((CHECK + LONGEST_KEY) * 4) / 3);

/** Where a page goes on, as text that a URL takes as it is. */
export function pageToken(studentId: string): string {
  const key = Buffer.from(studentId);
  return Buffer.concat([hash('sha256', key, 'buffer').subarray(0, CHECK), key]).toString('base64url');
}

/** The studentId that a token was made of. @throws Refusal 400 for any other text */
export function readToken(token: string): string {
  if (token.length <= LONGEST_TOKEN) {
    const studentId = Buffer.from(token, 'base64url').subarray(CHECK).toString();
    // Made anew, it is the same: so it is well-formed in every respect.
    if (studentId !== '' && pageToken(studentId) === token) return studentId;
  }
  throw new Refusal(400, 'next takes the token of the answer before as it is; without it the list begins anew');
}
