import { Refusal } from '../shared/student-api/refusal.ts';
import { refuseOtherKeys } from '../shared/student-api/request.ts';
import { readToken } from './page-token.ts';

export interface ListQuery {
  /** 1 to 100 students. */
  limit: number;
  /** The studentId after which the page begins; null: at the beginning. */
  after: string | null;
  /** Empty: all students. */
  search: string;
}

const LIMIT = 25;
const HIGHEST_LIMIT = 100;
const LONGEST_SEARCH = 200;

/** DynamoDB quotas, "Partition key length", in bytes. */
export const LONGEST_KEY = 2048;

/** @throws Refusal 400, in one line that says what is right */
export function readQuery(parameters: Record<string, string | undefined>): ListQuery | { studentId: string } {
  const { studentId, limit, next, search = '' } = parameters;
  if (studentId !== undefined) {
    refuseOtherKeys(parameters, ['studentId']);
    const bytes = Buffer.byteLength(studentId);
    if (bytes > 0 && bytes <= LONGEST_KEY) return { studentId };
    throw new Refusal(400, `studentId takes 1 to ${LONGEST_KEY} bytes`);
  }
  refuseOtherKeys(parameters, ['limit', 'next', 'search', 'studentId']);
  if (search.length > LONGEST_SEARCH) throw new Refusal(400, `search takes at most ${LONGEST_SEARCH} characters`);
  return { limit: limitOf(limit), after: next === undefined ? null : readToken(next), search };
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= HIGHEST_LIMIT) return limit;
  throw new Refusal(400, `limit takes a number from 1 to ${HIGHEST_LIMIT}`);
}
