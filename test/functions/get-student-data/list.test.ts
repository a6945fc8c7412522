import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listStudents, type StudentPage } from '../../../functions/get-student-data/list.ts';
import { readToken } from '../../../functions/get-student-data/page-token.ts';
import { type Account, type Item, openAccount } from '../../backup/fixture.ts';

let account: Account;
before(async () => {
  account = await openAccount();
});
after(() => account?.stop());

async function table(name: string, items: Item[]): Promise<string> {
  await account.makeTable(name, { studentId: 'S' });
  await account.fill(name, items);
  return name;
}

const student = (studentId: string, more: Item = {}): Item => ({ studentId: { S: studentId }, ...more });
const many = (count: number, more: Item = {}) =>
  Array.from({ length: count }, (_, at) =>
    student(`student-${at}`, { name: { S: at % 7 === 0 ? 'Zoë' : 'Ada' }, ...more }),
  );

interface Wishes {
  limit?: number;
  search?: string;
}

/** All pages, as a caller reads them. */
async function pages(name: string, { limit = 25, search = '' }: Wishes, budget?: Parameters<typeof listStudents>[3]) {
  const found: StudentPage[] = [];
  for (let after: string | null = null; ; ) {
    const page: StudentPage = await listStudents(account.dynamodb, name, { limit, after, search }, budget);
    found.push(page);
    if (page.next === null) return found;
    after = readToken(page.next);
  }
}

const idsOf = (found: StudentPage[]) => found.flatMap(({ students }) => students.map(({ studentId }) => studentId));

for (const limit of [1, 7, 25, 100]) {
  test(`pages of ${limit} show every student once`, async () => {
    const items = many(limit === 1 ? 20 : 130);
    const name = await table(`pages-${limit}`, items);
    const found = await pages(name, { limit });
    ok(found.every(({ students }) => students.length <= limit));
    deepEqual(idsOf(found).sort(), items.map(({ studentId }) => studentId?.S).sort());
    equal(found.length, Math.ceil(items.length / limit));
  });
}

test('an empty table is one empty page', async () => {
  deepEqual(await pages(await table('empty', []), {}), [{ students: [], next: null }]);
});

test('a search finds all that match, in pages, and nothing else', async () => {
  const items = many(130, { notes: { S: 'x'.repeat(20_000) } });
  const name = await table('searched', items);
  const found = await pages(name, { limit: 5, search: 'ZOE\u0308' });
  ok(found.every(({ students }) => students.length <= 5));
  equal(idsOf(found).length, 19);
  ok(found.every(({ students }) => students.every((one) => one.name === 'Zoë')));
});

test('a search stops when it has looked for long enough, and goes on from there', async () => {
  const items = many(130, { notes: { S: 'x'.repeat(20_000) } });
  const name = await table('slow', items);
  const found = await pages(name, { search: 'nobody' }, { bytes: 5_000_000, scans: 1, ms: 10_000 });
  ok(found.length > 1);
  deepEqual(idsOf(found), []);
});

test('students of 400 KB with nothing but escapes keep below what Lambda takes, and none is lost', async () => {
  const notes = { S: '\u0001"\\<'.repeat(100_000) };
  const items = ['<img src=x onerror=alert(1)>', 'Grüße/日本 🎉', '\u202Ertl', ...'abcde'].map((id) =>
    student(id, { notes }),
  );
  const name = await table('large', items);
  const found = await pages(name, { limit: 100 });
  for (const page of found) ok(Buffer.byteLength(JSON.stringify(JSON.stringify(page))) < 6_000_000);
  ok(found.length > 1);
  deepEqual(idsOf(found).sort(), items.map(({ studentId }) => studentId?.S).sort());
  ok(found.every(({ students }) => students.every((one) => one.notes === notes.S)));
});
