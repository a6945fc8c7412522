import './global-console.ts';
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../../functions/insert-student-data/handler.ts';
import type { ApiRequest } from '../../functions/shared/student-api/request.ts';
import { testEvents } from './shared/student-api/events.ts';
import { fakeDynamoDb, quietLog, refusal } from './shared/student-api/fake-dynamodb.ts';

const dynamodb = fakeDynamoDb();
const logged = quietLog();

const ADA = { studentId: 's-1', name: 'Ada' };
const ITEM = { studentId: { S: 's-1' }, name: { S: 'Ada' } };

/** @param body as an object, or as text */
async function post(body: object | string | null, overwrite?: string, more: ApiRequest = {}, ms = 25_000) {
  const request: ApiRequest = {
    ...{ httpMethod: 'POST', body: typeof body === 'object' ? body && JSON.stringify(body) : body },
    ...{ queryStringParameters: overwrite === undefined ? null : { overwrite }, ...more },
  };
  const { statusCode, body: text } = await handler(request, { getRemainingTimeInMillis: () => ms });
  return { status: statusCode, body: JSON.parse(text) };
}

test('a student is written by one call, unless there is one', async () => {
  dynamodb.answer(() => ({ body: {} }));
  deepEqual(await post(ADA), { status: 201, body: { student: ADA } });
  const guard = {
    ConditionExpression: 'attribute_not_exists(studentId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  deepEqual(dynamodb.calls, [{ operation: 'PutItem', input: { TableName: 'students', Item: ITEM, ...guard } }]);
  ok(!/s-1|Ada/.test(logged()), 'students are not in the log');
});

test('everything is kept as it was written, but for spaces around the id', async () => {
  dynamodb.answer(() => ({ body: {} }));
  const name = ' <img src=x onerror=alert(1)> Zoë 日本 🎉 \u202E ';
  const student = { studentId: 'a/b?c=d&e#%2F <b>🎉', name, class: '', age: 0, notes: ' two\nlines\u0000 ' };
  const { status, body } = await post({ ...student, studentId: `\t ${student.studentId}\u00A0\n` });
  deepEqual([status, body], [201, { student }]);
  deepEqual(dynamodb.calls[0]?.input.Item, {
    ...{ studentId: { S: student.studentId }, name: { S: name }, class: { S: '' }, age: { N: '0' } },
    notes: { S: student.notes },
  });
});

test('in base64, as API Gateway sends a body that it takes for binary', async () => {
  dynamodb.answer(() => ({ body: {} }));
  const body = Buffer.from(JSON.stringify({ ...ADA, name: 'Zoë 🎉' })).toString('base64');
  equal((await post(body, undefined, { isBase64Encoded: true })).body.student.name, 'Zoë 🎉');
});

test('the largest of everything', async () => {
  dynamodb.answer(() => ({ body: {} }));
  const largest = { studentId: '🎉'.repeat(256), name: '🎉'.repeat(200), class: '🎉'.repeat(100), age: 150 };
  equal((await post(largest)).status, 201);
});

test('one that is there is 409, and says how to replace it', async () => {
  dynamodb.answer(() => refusal('ConditionalCheckFailedException', { Item: ITEM }));
  const { status, body } = await post(ADA);
  equal(status, 409);
  equal(body.error, 'there is a student with this studentId already: send overwrite=true to replace it');
});

test('a write that finds itself in its way, because its answer was lost, has succeeded', async (t) => {
  process.env.AWS_MAX_ATTEMPTS = '2';
  t.after(() => {
    process.env.AWS_MAX_ATTEMPTS = '1';
  });
  const { handler: retrying } = await import(`../../functions/insert-student-data/handler.ts?${'retrying'}`);
  const add = async (found: object) => {
    dynamodb.calls.length = 0;
    dynamodb.answer(() =>
      dynamodb.calls.length === 1
        ? { status: 500, body: {} }
        : refusal('ConditionalCheckFailedException', { Item: found }),
    );
    const request = { body: JSON.stringify(ADA) };
    const { statusCode } = await retrying(request, { getRemainingTimeInMillis: () => 25_000 });
    return [statusCode, dynamodb.calls.length];
  };
  deepEqual(await add(ITEM), [201, 2]);
  deepEqual(await add({ ...ITEM, name: { S: 'Another' } }), [409, 2]);
});

for (const [overwrite, old, status] of [
  ['true', ITEM, 200],
  ['true', undefined, 201],
] as const) {
  test(`overwrite=${overwrite}, and there is ${old ? 'one' : 'none'}: ${status}`, async () => {
    dynamodb.answer(() => ({ body: { Attributes: old } }));
    deepEqual(await post(ADA, overwrite), { status, body: { student: ADA } });
    deepEqual(dynamodb.calls[0]?.input, { TableName: 'students', Item: ITEM, ReturnValues: 'ALL_OLD' });
  });
}

test('overwrite=false is no wish', async () => {
  dynamodb.answer(() => ({ body: {} }));
  equal((await post(ADA, 'false')).status, 201);
  equal(dynamodb.calls[0]?.input.ConditionExpression, 'attribute_not_exists(studentId)');
});

const AGE = 'age takes a whole number from 0 to 150';
const with_ = (more: object) => JSON.stringify({ ...ADA, ...more });

const MISTAKES: [title: string, body: string | null, line: string][] = [
  ['no body', null, 'the body is empty: send a JSON object'],
  ['no JSON', '{', 'the body is not JSON'],
  ['a list', '[]', 'the body is not a JSON object'],
  ['no id', '{"name":"Ada"}', 'studentId is missing'],
  ['no name', '{"studentId":"s"}', 'name is missing'],
  ['a blank id', with_({ studentId: ' \n' }), 'studentId takes text that is not blank'],
  ['a blank name', with_({ name: '\u3000 ' }), 'name takes text that is not blank'],
  ['an id that is a number', with_({ studentId: 1 }), 'studentId takes text'],
  ['a name that is null', with_({ name: null }), 'name takes text'],
  ['a class that is a list', with_({ class: ['7b'] }), 'class takes text'],
  ['notes that are an object', with_({ notes: {} }), 'notes takes text'],
  ['an id too long', with_({ studentId: 'x'.repeat(257) }), 'studentId takes at most 256 characters'],
  ['an id much too long', with_({ studentId: 'x'.repeat(5_000_000) }), 'studentId takes at most 256 characters'],
  ['a name too long', with_({ name: '🎉'.repeat(201) }), 'name takes at most 200 characters'],
  ['a class too long', with_({ class: 'x'.repeat(101) }), 'class takes at most 100 characters'],
  ...['\u0000', 'a\nb', 'a\u007Fb', '\u0085a\u0085b'].map((studentId): [string, string, string] => [
    `the id ${JSON.stringify(studentId)}`,
    with_({ studentId }),
    'studentId takes no control characters, such as line breaks',
  ]),
  ['half a character in the id', '{"studentId":"\\ud83c","name":"a"}', 'studentId holds half of a character'],
  ['half a character in the name', '{"studentId":"a","name":"\\udf89\\ud83c"}', 'name holds half of a character'],
  ['half a character in the class', with_({ class: '\ud83c' }), 'class holds half of a character'],
  ['half a character in the notes', with_({ notes: '\ud83c' }), 'notes holds half of a character'],
  ...[-1, 151, 1.5, '13', null, true, [13]].map((age): [string, string, string] => [
    `the age ${JSON.stringify(age)}`,
    with_({ age }),
    AGE,
  ]),
  ['an age without end', '{"studentId":"s","name":"a","age":1e999}', AGE],
  ['another field', with_({ role: 'admin' }), 'there is no field "role": take studentId, name, class, age, notes'],
  [
    'a prototype',
    '{"studentId":"s","name":"a","__proto__":{"age":1}}',
    'there is no field "__proto__": take studentId, name, class, age, notes',
  ],
  ['a name twice', '{"studentId":"s","name":"a","name":"b"}', 'the field "name" is given more than once'],
];

for (const [title, body, line] of MISTAKES) {
  test(`${title}: 400, one line, and nothing is written`, async () => {
    deepEqual(await post(body), { status: 400, body: { error: line } });
    equal(dynamodb.calls.length, 0);
  });
}

for (const overwrite of ['', 'TRUE', '1', 'yes']) {
  test(`overwrite=${overwrite} is refused`, async () => {
    deepEqual(await post(ADA, overwrite), { status: 400, body: { error: 'overwrite takes true or false' } });
  });
}

test('a parameter that there is not is refused', async () => {
  const { status, body } = await post(ADA, undefined, { queryStringParameters: { replace: 'true' } });
  deepEqual([status, body.error], [400, 'there is no parameter "replace": take overwrite']);
});

const TOO_LARGE = 'the student is larger than the 400 KB that DynamoDB keeps: shorten the notes';

for (const [title, unit] of [
  ['letters', 'x'],
  ['characters of three bytes', '日'],
] as const) {
  test(`an item of 400 KB of ${title} is written, and with a byte more refused`, async () => {
    dynamodb.answer(() => ({ body: {} }));
    // Names and values, and two bytes for the age.
    const rest = 'studentId'.length + 3 + 'name'.length + 3 + 'age'.length + 2 + 'notes'.length;
    const room = 400 * 1024 - rest;
    const bytes = Buffer.byteLength(unit);
    const notes = unit.repeat(Math.floor(room / bytes)) + 'x'.repeat(room % bytes);
    equal((await post({ ...ADA, age: 13, notes })).status, 201);
    deepEqual(await post({ ...ADA, age: 13, notes: `${notes}x` }), { status: 413, body: { error: TOO_LARGE } });
    equal(dynamodb.calls.length, 1);
  });
}

test('DynamoDB has the last word on what is too large', async () => {
  const message = 'Item size has exceeded the maximum allowed size';
  dynamodb.answer(() => ({ status: 400, body: { __type: 'x#ValidationException', message } }));
  deepEqual(await post(ADA), { status: 413, body: { error: TOO_LARGE } });
});

for (const [name, status, error] of [
  ['AccessDeniedException', 500, 'internal error (AccessDeniedException)'],
  ['ValidationException', 500, 'internal error (ValidationException)'],
  ['ProvisionedThroughputExceededException', 503, 'too much at once: try again in a moment'],
] as const) {
  test(`${name}: ${status}, without DynamoDB’s own words, which the log has`, async () => {
    dynamodb.answer(() => refusal(name));
    deepEqual(await post(ADA), { status, body: { error } });
    match(logged(), /assumed-role\/Secret/);
  });
}

test('no answer in time: 504', async () => {
  dynamodb.answer(() => undefined);
  deepEqual(await post(ADA, undefined, {}, 2_200), { status: 504, body: { error: 'this took too long: try again' } });
});

test('an invocation by hand without an event is told what is missing', async () => {
  const { statusCode } = await handler(null, { getRemainingTimeInMillis: () => 9_000 });
  equal(statusCode, 400);
});

test('the test events do what their names say, and none of them is sent to what is deployed', async () => {
  dynamodb.answer(({ input }) => ({ body: input.ReturnValues ? { Attributes: ITEM } : {} }));
  const done: [string, number][] = [];
  for (const [name, event] of await testEvents('insert-student-data')) {
    done.push([name, (await handler(event, { getRemainingTimeInMillis: () => 9_000 })).statusCode]);
  }
  deepEqual(done, [
    ['add-student.json', 201],
    ['replace-student.json', 200],
  ]);
});
