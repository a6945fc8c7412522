import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { pageToken } from './page-token.ts';
import { plainItem, type Student } from './plain-item.ts';
import type { ListQuery } from './query.ts';
import { searched } from './search.ts';

export interface StudentPage {
  students: Student[];
  /** The token of the next page; null: this is the last one. */
  next: string | null;
}

export interface Budget {
  /** Bytes of the answer as Lambda passes it on, where the body is text within JSON; Lambda takes 6 MB. */
  bytes: number;
  /** Scans of at most 1 MB each. */
  scans: number;
  /** Milliseconds after which no further scan begins. */
  ms: number;
}

const BUDGET: Budget = { bytes: 5_000_000, scans: 8, ms: 10_000 };

type Item = Record<string, AttributeValue>;

/**
 * A page of students. It ends at its limit, at the table's end, or when the budget is used up: a page with fewer students
 * than asked for, even with none, has more behind it if it has a token.
 */
export async function listStudents(
  dynamodb: DynamoDBClient,
  TableName: string,
  query: ListQuery,
  budget = BUDGET,
): Promise<StudentPage> {
  const page = fillable(query, budget.bytes);
  const deadline = Date.now() + budget.ms;
  let after = query.after;
  for (let scans = 1; ; scans++) {
    const command = new ScanCommand({
      TableName,
      // One more than is shown tells whether there is another page. A search looks at more than it shows.
      ...(query.search === '' ? { Limit: query.limit - page.students.length + 1 } : {}),
      ...(after === null ? {} : { ExclusiveStartKey: { studentId: { S: after } } }),
    });
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(command);
    for (const item of Items) {
      if (page.isFull(item)) return { students: page.students, next: tokenAt(after) };
      page.add(item);
      after = item.studentId?.S ?? after;
    }
    after = LastEvaluatedKey?.studentId?.S ?? null;
    const isOver = scans === budget.scans || Date.now() >= deadline;
    if (after === null || isOver) return { students: page.students, next: tokenAt(after) };
  }
}

function tokenAt(after: string | null): string | null {
  return after === null ? null : pageToken(after);
}

function fillable({ limit, search }: ListQuery, most: number) {
  const students: Student[] = [];
  const isFound = searched(search);
  let bytes = 0;
  const sizeOf = (student: Student) => Buffer.byteLength(JSON.stringify(JSON.stringify(student)));
  return {
    students,
    /** Whether this one has no room. The first one always has: no item is larger than an answer. */
    isFull(item: Item): boolean {
      if (students.length === limit) return true;
      return students.length > 0 && isFound(item) && bytes + sizeOf(plainItem(item)) > most;
    },
    add(item: Item) {
      if (!isFound(item)) return;
      const student = plainItem(item);
      bytes += sizeOf(student);
      students.push(student);
    },
  };
}
