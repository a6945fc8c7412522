import './global-console.ts';
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../../functions/get-student-data/handler.ts';
import { testEvents } from './shared/student-api/events.ts';
import { fakeDynamoDb, fakeTable, quietLog, type RawItem, refusal } from './shared/student-api/fake-dynamodb.ts';
import { answered, get, idsIn, LAMBDA_BYTES, many, pages, student } from './shared/student-api/get-students.ts';

const dynamodb = fakeDynamoDb();
const logged = quietLog();

test('one student, as they are now', async () => {
  dynamodb.answer(fakeTable([student('<b>/🎉', { name: { S: 'Ada' } })], 10));
  const { status, body } = await get({ studentId: '<b>/🎉' });
  deepEqual([status, body], [200, { student: { studentId: '<b>/🎉', name: 'Ada' } }]);
  const Key = { studentId: { S: '<b>/🎉' } };
  deepEqual(dynamodb.calls, [{ operation: 'GetItem', input: { TableName: 'students', Key, ConsistentRead: true } }]);
  const absent = await get({ studentId: 'x' });
  deepEqual([absent.status, absent.body], [404, { error: 'there is no student with this studentId' }]);
});

test('an item is shown with all it holds, the fields of a student first', async () => {
  const digits = '12345678901234567890123456789012345678';
  const item = `{"zeta":{"S":"z"},"__proto__":{"M":{"__proto__":{"S":"x"}}},"notes":{"S":"n"},"age":{"N":"13"},
    "bytes":{"B":"AP8="},"is":{"BOOL":false},"nothing":{"NULL":true},"list":{"L":[{"N":"1.50"},{"S":"<b>"},{"L":[]}]},
    "texts":{"SS":["b","a"]},"numbers":{"NS":["1","${digits}"]},"binaries":{"BS":["AA=="]},"studentId":{"S":"s"}}`;
  dynamodb.answer(() => ({ body: `{"Item":${item}}` }));
  const request = { queryStringParameters: { studentId: 's' } };
  const { body } = await handler(request, { getRemainingTimeInMillis: () => 9_000 });
  const rest = `"bytes":"AP8=","is":false,"list":[1.5,"<b>",[]],"nothing":null,"numbers":[1,"${digits}"],"texts":["b","a"]`;
  equal(
    body,
    `{"student":{"studentId":"s","age":13,"notes":"n","__proto__":{"__proto__":"x"},"binaries":["AA=="],${rest},"zeta":"z"}}`,
  );
});

const NUMBERS: [dynamodb: string, json: number | string][] = [
  ...[['0', 0] as const, ['-0', 0] as const, ['13', 13] as const, ['1.50', 1.5] as const, ['0.1', 0.1] as const].map(
    ([text, number]): [string, number] => [text, number],
  ),
  ['9007199254740992', 9007199254740992],
  ['9007199254740993', '9007199254740993'],
  ['-9007199254740993', '-9007199254740993'],
  ['0.12345678901234567890123456789012345678', '0.12345678901234567890123456789012345678'],
  ['12345678901234567890', '12345678901234567890'],
  [`1${'0'.repeat(125)}`, 1e125],
  [`0.${'0'.repeat(129)}1`, 1e-130],
  [`-0.${'0'.repeat(100)}12345678901234567891`, '-1.2345678901234567891e-101'],
  [`12345678901234567891${'0'.repeat(80)}`, '1.2345678901234567891e99'],
];

for (const [text, expected] of NUMBERS) {
  test(`the number ${text.slice(0, 40)} is ${JSON.stringify(expected)}`, async () => {
    dynamodb.answer(fakeTable([student('s', { value: { N: text } })], 10));
    const { body } = await get({ studentId: 's' });
    deepEqual(body.student.value, expected);
  });
}

/** Items of 400 KB that are as long as can be once they are told. */
const HUGE: [title: string, more: RawItem][] = [
  ['control characters', { notes: { S: '\u0001'.repeat(409_000) } }],
  ['quotation marks and backslashes', { notes: { S: '"\\'.repeat(204_500) } }],
  ['numbers of zeros', { notes: { NS: Array.from({ length: 40_900 }, (_, at) => tiny(at)) } }],
  ['texts of one control character', { notes: { L: Array.from({ length: 204_000 }, () => ({ S: '\u0001' })) } }],
];

/** Of 18 digits, which take ten bytes in an item. */
function tiny(at: number): string {
  return `0.${'0'.repeat(129)}${100_000_000_000_000_001n + BigInt(at * 10)}`;
}

for (const [title, more] of HUGE) {
  test(`pages of items of 400 KB of ${title} stay below what Lambda sends`, async () => {
    dynamodb.answer(fakeTable(many(5, more), 2));
    const found = await pages({ limit: '100' });
    for (const { bytes } of found) ok(bytes < LAMBDA_BYTES, `${bytes} bytes`);
    deepEqual(
      idsIn(found),
      many(5).map(({ studentId }) => studentId?.S),
    );
    ok((await get({ studentId: 'student-0' })).bytes < LAMBDA_BYTES);
  });
}

const FOUND: [search: string, isFound: boolean][] = [
  ...[
    'zoë',
    'ZOE\u0308',
    'oë st',
    'STRASSE',
    'straße',
    'STRAẞE',
    '7b',
    '７Ｂ',
    'id-1',
    'kg',
    'σος',
    'ΣΟΣ',
    ' ',
    '2.5',
  ].map((search): [string, boolean] => [search, true]),
  ...['zoe', 'x', 'secret', '*', '.*', '%', 'zoë  strasse'].map((search): [string, boolean] => [search, false]),
];

for (const [search, isFound] of FOUND) {
  test(`a search for ${JSON.stringify(search)} ${isFound ? 'finds' : 'does not find'} Zoë`, async () => {
    const other = student('other', { name: { N: '2.5' } });
    const item = student('ID-1', { name: { S: 'Zoë Straße ΣΟΣ' }, class: { S: '7B ㎏' }, notes: { S: 'secret' } });
    dynamodb.answer(fakeTable([item, other, student('nobody')], 10));
    const { body } = await get({ search });
    equal(body.students.length, isFound ? 1 : 0);
  });
}

test('an empty search is none', async () => {
  dynamodb.answer(fakeTable(many(3), 10));
  equal((await get({ search: '' })).body.students.length, 3);
});

const FAILURES: [name: string, status: number, error: string][] = [
  ['AccessDeniedException', 500, 'internal error (AccessDeniedException)'],
  ['ResourceNotFoundException', 500, 'internal error (ResourceNotFoundException)'],
  ['ProvisionedThroughputExceededException', 503, 'too much at once: try again in a moment'],
  ['ThrottlingException', 503, 'too much at once: try again in a moment'],
];

for (const query of [{}, { studentId: 'a' }] as Record<string, string>[]) {
  for (const [name, status, error] of FAILURES) {
    test(`${name} of ${JSON.stringify(query)}: ${status} without DynamoDB’s own words, which the log has`, async () => {
      dynamodb.answer(() => refusal(name));
      const result = await get(query);
      deepEqual([result.status, result.body], [status, { error }]);
      match(logged(), /assumed-role\/Secret/);
    });
  }

  test(`no answer to ${JSON.stringify(query)} in time: 504`, async () => {
    dynamodb.answer(() => undefined);
    const { status, body } = await get(query, {}, 2_200);
    deepEqual([status, body], [504, { error: 'this took too long: try again' }]);
  });
}

test('a table with another key is no table of students', async () => {
  dynamodb.answer(() => ({ body: { Items: [{ id: { S: 'a' } }] } }));
  const { status, body } = await get({});
  deepEqual([status, body], [500, { error: 'internal error (TypeError)' }]);
});

test('a template that names no table is an error of the function', async () => {
  delete process.env.TABLE_NAME;
  const { status } = await get({});
  process.env.TABLE_NAME = 'students';
  equal(status, 500);
});

test('the test events do what their names say', async () => {
  dynamodb.answer(fakeTable([student('test-student', { name: { S: 'Ada Lovelace' } }), student('other')], 10));
  const shown: [string, string[]][] = [];
  for (const [name, event] of await testEvents('get-student-data')) {
    const { status, body } = answered(await handler(event, { getRemainingTimeInMillis: () => 9_000 }));
    equal(status, 200, name);
    shown.push([name, (body.students ?? [body.student]).map(({ studentId }: { studentId: string }) => studentId)]);
  }
  deepEqual(shown, [
    ['one-student.json', ['test-student']],
    ['search.json', ['test-student']],
    ['smoke.json', ['test-student']],
  ]);
});
