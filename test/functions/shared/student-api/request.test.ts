import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBody } from '../../../../functions/shared/student-api/body.ts';
import { memberNames } from '../../../../functions/shared/student-api/member-names.ts';
import { Refusal } from '../../../../functions/shared/student-api/refusal.ts';
import { readQuery, shown } from '../../../../functions/shared/student-api/request.ts';
import { anyName, holds } from '../backup/items.ts';

/** The status and line of what is refused. */
function refused(work: () => unknown): [status: number, line: string] {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return [error.status, error.message];
    throw error;
  }
  throw new Error('it was taken');
}

const read = (body: string | null, isBase64Encoded = false) => readBody({ body, isBase64Encoded }, ['a', 'b']);
const base64 = (bytes: string | number[]) => Buffer.from(bytes as string).toString('base64');

for (const [title, body, isBase64Encoded, expected] of [
  ['plain', '{"a":"ä🎉<b>","b":[1]}', false, { a: 'ä🎉<b>', b: [1] }],
  ['empty', ' { } ', false, {}],
  ['in base64', base64('{"a":"ä🎉"}'), true, { a: 'ä🎉' }],
  [
    'names that are only the same deeper down',
    '{"a":{"a":1,"x":2,"a":3},"b":[{"a":1}]}',
    false,
    {
      a: { a: 3, x: 2 },
      b: [{ a: 1 }],
    },
  ],
  ['values that look like names', '{"a":"\\"b\\":","b":"x"}', false, { a: '"b":', b: 'x' }],
] as const) {
  test(`a body is read: ${title}`, () => {
    deepEqual(read(body, isBase64Encoded), expected);
  });
}

const LONG = 'x'.repeat(1_000_000);

for (const [body, line] of [
  [null, 'the body is empty: send a JSON object'],
  ['', 'the body is empty: send a JSON object'],
  [' \n', 'the body is empty: send a JSON object'],
  ['{', 'the body is not JSON'],
  ["{'a':1}", 'the body is not JSON'],
  ['{"a":1}{}', 'the body is not JSON'],
  ['\uFEFF{}', 'the body is not JSON'],
  [LONG, 'the body is not JSON'],
  ['[]', 'the body is not a JSON object'],
  ['null', 'the body is not a JSON object'],
  ['"a"', 'the body is not a JSON object'],
  ['['.repeat(100_000) + ']'.repeat(100_000), 'the body is not a JSON object'],
  ['{"c":1}', 'there is no field "c": take a, b'],
  ['{"__proto__":{"a":1}}', 'there is no field "__proto__": take a, b'],
  ['{"\\u005f_proto__":1}', 'there is no field "__proto__": take a, b'],
  ['{"constructor":1}', 'there is no field "constructor": take a, b'],
  ['{"":1}', 'there is no field "": take a, b'],
  ['{"A":1}', 'there is no field "A": take a, b'],
  [`{"${LONG}":1}`, `there is no field "${'x'.repeat(40)}…": take a, b`],
  ['{"a\\nb":1}', 'there is no field "a\\nb": take a, b'],
  ['{"a":1,"a":1}', 'the field "a" is given more than once'],
  ['{"a":1,"b":2,"\\u0061":3}', 'the field "a" is given more than once'],
  ['{"a":{"b":1},"b" \n:2,"b":3}', 'the field "b" is given more than once'],
] as const) {
  test(`a body is refused: ${JSON.stringify(body?.slice(0, 40) ?? null)}`, () => {
    deepEqual(
      refused(() => read(body)),
      [400, line],
    );
  });
}

test('a body that is no text is refused', () => {
  deepEqual(
    refused(() => read(base64([0xff, 0xfe]), true)),
    [400, 'the body is not UTF-8 text'],
  );
});

test('a body of nothing but names is read in no time', () => {
  const body = `{${'"a":"\\\\\\"",'.repeat(500_000)}"a":1}`;
  const start = performance.now();
  equal(refused(() => read(body))[0], 400);
  ok(performance.now() - start < 5_000);
});

test('the names of an object are those that parsing finds', async () => {
  const anyObject = fc.dictionary(anyName, fc.jsonValue(), { noNullPrototype: true });
  await holds(500, anyObject, (object) => {
    for (const space of [undefined, 1]) {
      const text = JSON.stringify(object, null, space);
      deepEqual(memberNames(text).sort(), Object.keys(JSON.parse(text)).sort());
    }
  });
});

test('parameters are read by their names', () => {
  const query = { a: '1', b: '' };
  deepEqual(readQuery({ queryStringParameters: query }, ['a', 'b', 'c']), query);
  for (const queryStringParameters of [null, {}]) deepEqual(readQuery({ queryStringParameters }, ['a']), {});
  const multiValueQueryStringParameters = { a: ['1'] };
  deepEqual(readQuery({ queryStringParameters: { a: '1' }, multiValueQueryStringParameters }, ['a']), { a: '1' });
});

test('parameters that there are not, or twice, are refused', () => {
  const taken = (names: string[]) => refused(() => readQuery({ queryStringParameters: { x: '1' } }, names));
  deepEqual(taken(['a', 'b']), [400, 'there is no parameter "x": take a, b']);
  deepEqual(taken([]), [400, 'there is no parameter "x": none is taken']);
  const twice = { queryStringParameters: { a: '2' }, multiValueQueryStringParameters: { a: ['1', '2'] } };
  deepEqual(
    refused(() => readQuery(twice, ['a'])),
    [400, 'the parameter "a" is given more than once'],
  );
});

test('what a caller wrote is shown short, in quotation marks and on one line', () => {
  equal(shown('a"\n\u0000'), '"a\\"\\n\\u0000"');
  equal(shown('x'.repeat(40)), `"${'x'.repeat(40)}"`);
  equal(shown('x'.repeat(41)), `"${'x'.repeat(40)}…"`);
  equal(shown('\ud83d'), '"\\ud83d"');
});
