import './global-console.ts';
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { handler } from '../../functions/get-student-data/handler.ts';
import { pageToken } from '../../functions/get-student-data/page-token.ts';
import { holds } from './shared/backup/items.ts';
import { fakeDynamoDb, fakeTable, quietLog } from './shared/student-api/fake-dynamodb.ts';
import { answered, get, idsIn, LAMBDA_BYTES, many, pages, student } from './shared/student-api/get-students.ts';

const dynamodb = fakeDynamoDb();
quietLog();

test('without wishes: 25 students, and a token for the others', async () => {
  dynamodb.answer(fakeTable(many(60), 1000));
  const found = await pages({});
  deepEqual(
    found.map(({ status, body }) => [status, body.students.length]),
    [
      [200, 25],
      [200, 25],
      [200, 10],
    ],
  );
  equal(dynamodb.calls.length, 3);
  const [{ input } = { input: {} }] = dynamodb.calls;
  deepEqual(input, { TableName: 'students', Limit: 26, ConsistentRead: true });
});

for (const [count, limit] of [
  [50, 25],
  [1, 1],
  [100, 100],
] as const) {
  test(`${count} students in pages of ${limit}: the last full page has no token`, async () => {
    dynamodb.answer(fakeTable(many(count), 1000));
    const found = await pages({ limit: String(limit) });
    equal(found.length, count / limit);
    deepEqual(
      idsIn(found),
      many(count).map(({ studentId }) => studentId?.S),
    );
  });
}

test('an empty table is one empty page', async () => {
  dynamodb.answer(fakeTable([], 10));
  const { status, body } = await get({});
  deepEqual([status, body], [200, { students: [], next: null }]);
});

test('an invocation by hand without an event is a list', async () => {
  dynamodb.answer(fakeTable(many(2), 10));
  deepEqual(idsIn([answered(await handler(null, { getRemainingTimeInMillis: () => 9_000 }))]), [
    'student-0',
    'student-1',
  ]);
});

const LIMIT = 'limit takes a whole number from 1 to 100';
const TOKEN = 'next takes the token of the answer before as it is; without it the list begins anew';
const tokenOf = (bytes: Uint8Array | number[]) => Buffer.from(bytes).toString('base64url');
const genuine = pageToken('student-24');

const MISTAKES: [title: string, query: Record<string, string>, line: string][] = [
  ...['0', '101', '-1', '1.5', '1e1', '', ' 5', '0x5', 'ten', '00000001', '９'].map(
    (limit): [string, Record<string, string>, string] => [`limit ${JSON.stringify(limit)}`, { limit }, LIMIT],
  ),
  ...[
    ...['', 'forged', '*', genuine.slice(0, -1), `${genuine}=`, `${genuine}A`, ` ${genuine}`, 'A'.repeat(100_000)],
    ...[`A${genuine.slice(1)}`, genuine.replace(/.$/, '\u0000'), tokenOf([255, 254]), tokenOf(Buffer.alloc(6))],
    ...[pageToken(''), pageToken('x'.repeat(2_049)), Buffer.from('{"studentId":{"S":"a"}}').toString('base64url')],
  ].map((next): [string, Record<string, string>, string] => [`next ${next.slice(0, 50)}`, { next }, TOKEN]),
  ['search of 201 characters', { search: '🎉'.repeat(201) }, 'search takes at most 200 characters'],
  ['an empty studentId', { studentId: '' }, 'studentId takes 1 to 2048 bytes of text'],
  ['a studentId of 2,050 bytes', { studentId: 'ä'.repeat(1_025) }, 'studentId takes 1 to 2048 bytes of text'],
  [
    'studentId beside a limit',
    { studentId: 'a', limit: '1' },
    'studentId finds one student: it takes no other parameter beside it',
  ],
  ['a typo', { serach: 'a' }, 'there is no parameter "serach": take studentId, limit, next, search'],
  [
    'a long name',
    { ['x'.repeat(999)]: 'a' },
    `there is no parameter "${'x'.repeat(40)}…": take studentId, limit, next, search`,
  ],
  [
    '__proto__',
    JSON.parse('{"__proto__":"a"}'),
    'there is no parameter "__proto__": take studentId, limit, next, search',
  ],
];

for (const [title, query, line] of MISTAKES) {
  test(`${title}: 400, one line, and the table is not asked`, async () => {
    const { status, body } = await get(query);
    deepEqual([status, body], [400, { error: line }]);
    equal(dynamodb.calls.length, 0);
  });
}

test('a parameter that is given twice is told, not chosen from', async () => {
  const multiValueQueryStringParameters = { limit: ['1', '2'] };
  const { status, body } = await get({ limit: '2' }, { multiValueQueryStringParameters });
  deepEqual([status, body], [400, { error: 'the parameter "limit" is given more than once' }]);
});

for (const studentId of ['a', '<b>', 'Grüße/日本 🎉', '\u0000\n', '\u202Ertl', 'é', 'e\u0301', '€'.repeat(682)]) {
  test(`a page goes on after ${JSON.stringify(studentId.slice(0, 20))}`, async () => {
    dynamodb.answer(fakeTable([student(studentId), student('z')], 10));
    const first = await get({ limit: '1' });
    match(first.body.next, /^[\w-]+$/);
    const second = await get({ limit: '1', next: first.body.next });
    deepEqual(idsIn([first, second]), [studentId, 'z']);
    equal(dynamodb.calls[1]?.input.ExclusiveStartKey.studentId.S, studentId);
  });
}

test('whatever the table, its pages and the wishes: all that are looked for, once each, in order', async () => {
  const anyName = fc.constantFrom('Ada', 'ADA', 'Zoë', 'ZOE\u0308', 'Bob');
  const drawn = fc.record({
    names: fc.array(anyName, { maxLength: 60 }),
    pageItems: fc.integer({ min: 1, max: 20 }),
    limit: fc.integer({ min: 1, max: 12 }),
    search: fc.constantFrom('', 'ada', 'zoë', 'nobody'),
    // Two of the larger ones do not fit into one answer.
    sizes: fc.array(fc.constantFrom(0, 0, 0, 1_300_000), { minLength: 60, maxLength: 60 }),
  });
  await holds(30, drawn, async ({ names, pageItems, limit, search, sizes }) => {
    const items = names.map((name, at) =>
      student(`s-${at}`, { name: { S: name }, notes: { S: '"'.repeat(sizes[at] ?? 0) } }),
    );
    dynamodb.answer(fakeTable(items, pageItems));
    const found = await pages({ limit: String(limit), search });
    const wanted = items.filter(({ name }) => {
      return String(name?.S).normalize().toUpperCase().includes(search.toUpperCase());
    });
    deepEqual(
      idsIn(found),
      wanted.map(({ studentId }) => studentId?.S),
    );
    for (const { body, bytes } of found) {
      ok(body.students.length <= limit);
      ok(bytes < LAMBDA_BYTES, `${bytes} bytes`);
    }
  });
});

test('a search that finds nothing stops after eight scans, and goes on from there', async () => {
  dynamodb.answer(fakeTable(many(100), 10));
  const first = await get({ search: 'nobody' });
  deepEqual([first.body.students, dynamodb.calls.length], [[], 8]);
  equal(dynamodb.calls[0]?.input.Limit, undefined);
  const second = await get({ search: 'nobody', next: first.body.next });
  deepEqual([second.body.next, dynamodb.calls.length], [null, 11]);
  equal(dynamodb.calls[8]?.input.ExclusiveStartKey.studentId.S, 'student-79');
});

test('a search that has found enough looks no further', async () => {
  dynamodb.answer(fakeTable(many(100), 10));
  const { body } = await get({ search: 'student', limit: '20' });
  deepEqual([body.students.length, dynamodb.calls.length, body.next], [20, 2, pageToken('student-19')]);
});

test('nor does it go on for long', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 0 });
  const answers = fakeTable(many(100), 10);
  dynamodb.answer((asked) => {
    t.mock.timers.setTime(dynamodb.calls.length * 4_000);
    return answers(asked);
  });
  const { body } = await get({ search: 'nobody' });
  equal(dynamodb.calls.length, 3);
  equal(body.next, pageToken('student-29'));
});
