import { Refusal } from '../shared/student-api/refusal.ts';
import { type ApiRequest, readQuery } from '../shared/student-api/request.ts';
import { LONGEST_KEY } from '../shared/student-api/student.ts';
import { readToken } from './page-token.ts';

export interface ListQuery {
  /** Students in a page, at most. */
  limit: number;
  /** The studentId after which the page begins; null: at the beginning of the table. */
  after: string | null;
  /** Empty: every student. */
  search: string;
}

const LIMIT = 25;
const HIGHEST_LIMIT = 100;
/** Characters. */
const LONGEST_SEARCH = 200;

/** @throws Refusal 400 that says what is right */
export function asked(request: ApiRequest): ListQuery | { studentId: string } {
  const query = readQuery(request, ['studentId', 'limit', 'next', 'search']);
  const { studentId, limit, next, search = '' } = query;
  if (studentId === undefined) {
    if ([...search].length > LONGEST_SEARCH) throw wrong(`search takes at most ${LONGEST_SEARCH} characters`);
    return { limit: limitOf(limit), after: next === undefined ? null : readToken(next), search };
  }
  if (Object.keys(query).length > 1) throw wrong('studentId finds one student: it takes no other parameter beside it');
  const bytes = Buffer.byteLength(studentId);
  if (bytes === 0 || bytes > LONGEST_KEY) throw wrong(`studentId takes 1 to ${LONGEST_KEY} bytes of text`);
  return { studentId };
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > HIGHEST_LIMIT) throw wrong(`limit takes a whole number from 1 to ${HIGHEST_LIMIT}`);
  return limit;
}

function wrong(line: string): Refusal {
  return new Refusal(400, line);
}
