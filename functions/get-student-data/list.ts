import type { Item } from '../shared/backup/items/item.ts';
import { pageToken } from './page-token.ts';
import { plainItem, type Student } from './plain-item.ts';
import type { ListQuery } from './query.ts';
import { finder } from './search.ts';
import { scan, studentIdOf, type Table } from './table.ts';

export interface StudentPage {
  students: Student[];
  /** Where the list goes on; null: this was its end. */
  next: string | null;
}

interface Budget {
  /** Of the students as Lambda sends them. */
  bytes: number;
  /** Of the table, a megabyte each. */
  scans: number;
  /** Milliseconds after which no other scan begins. */
  ms: number;
}

/** Lambda answers with 6 MB at most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const BUDGET: Budget = { bytes: 5_000_000, scans: 8, ms: 10_000 };

/**
 * The next students of the table that the search finds. A page that ends before its limit, even an empty one, has others
 * after it if it has a token: there was no room for them, or they were not looked at yet.
 */
export async function listStudents(table: Table, query: ListQuery, budget = BUDGET): Promise<StudentPage> {
  const page = emptyPage(query.limit, budget.bytes);
  const isFound = finder(query.search);
  const end = Date.now() + budget.ms;
  let { after } = query;
  for (let scans = 1; ; scans++) {
    // One more than there is room for shows whether there are any. A search looks at many that it does not find.
    const limit = query.search === '' ? page.room() + 1 : null;
    const { items, next } = await scan(table, after, limit);
    for (const item of items) {
      if (isFound(item) && !page.take(item)) return page.endingAt(page.last());
    }
    after = next;
    if (after === null || page.room() === 0 || scans === budget.scans || Date.now() >= end) {
      return page.endingAt(after);
    }
  }
}

function emptyPage(limit: number, mostBytes: number) {
  const students: Student[] = [];
  let bytes = 0;
  let last: string | null = null;
  return {
    room: () => limit - students.length,
    /** Of the last student that was taken. */
    last: () => last,
    /** Whether there was room. For the first one there is: no item is larger than an answer may be. */
    take(item: Item): boolean {
      const student = plainItem(item);
      bytes += bytesSent(student);
      if (students.length === limit || (students.length > 0 && bytes > mostBytes)) return false;
      students.push(student);
      last = studentIdOf(item);
      return true;
    },
    endingAt: (after: string | null): StudentPage => ({ students, next: after === null ? null : pageToken(after) }),
  };
}

/** An answer's body is text within Lambda's own JSON: what is escaped in it is escaped again. */
function bytesSent(student: Student): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(student)));
}
