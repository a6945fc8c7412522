import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { overwrites } from '../../../functions/insert-student-data/query.ts';
import { itemOf, readStudent } from '../../../functions/insert-student-data/student.ts';
import type { Refusal } from '../../../functions/shared/student-api/refusal.ts';
import { jsonObject } from '../../../functions/shared/student-api/request.ts';

const ADA = { studentId: 's-1', name: 'Ada' };

test('a student is taken as it is written, but for spaces around it', () => {
  const written = { studentId: ' s-1 ', name: '<b>Zoë</b> 🎉', class: ' 7b', age: 0, notes: '  two\nlines  ' };
  const student = { ...written, studentId: 's-1', class: '7b' };
  deepEqual(readStudent(written), student);
  deepEqual(itemOf(student), {
    ...{ studentId: { S: 's-1' }, name: { S: '<b>Zoë</b> 🎉' }, class: { S: '7b' }, age: { N: '0' } },
    notes: { S: '  two\nlines  ' },
  });
  deepEqual(itemOf(readStudent(ADA)), { studentId: { S: 's-1' }, name: { S: 'Ada' } });
});

const REFUSED: [what: string, given: string, status: number, message: string][] = [
  ['no id', '{"name":"Ada"}', 400, 'studentId is missing'],
  ['no name', '{"studentId":"s"}', 400, 'name is missing'],
  ['an empty id', '{"studentId":"  ","name":"Ada"}', 400, 'studentId is empty'],
  ['a number for an id', '{"studentId":1,"name":"Ada"}', 400, 'studentId takes text'],
  ['null for a name', '{"studentId":"s","name":null}', 400, 'name takes text'],
  ['a long id', JSON.stringify({ ...ADA, studentId: '🎉'.repeat(257) }), 400, 'studentId takes at most 256 characters'],
  ['a long name', JSON.stringify({ ...ADA, name: 'x'.repeat(201) }), 400, 'name takes at most 200 characters'],
  ['a long class', JSON.stringify({ ...ADA, class: 'x'.repeat(101) }), 400, 'class takes at most 100 characters'],
  [
    'a line break',
    '{"studentId":"a\\nb","name":"Ada"}',
    400,
    'studentId takes no line breaks and no control characters',
  ],
  ['a NUL', '{"studentId":"s","name":"a\\u0000"}', 400, 'name takes no line breaks and no control characters'],
  ['half a character', '{"studentId":"\\ud83c","name":"Ada"}', 400, 'studentId holds half of a character'],
  [
    'half a character in notes',
    '{"studentId":"s","name":"A","notes":"\\udf89"}',
    400,
    'notes holds half of a character',
  ],
  ['an old age', '{"studentId":"s","name":"A","age":151}', 400, 'age takes a whole number from 0 to 150'],
  ['a negative age', '{"studentId":"s","name":"A","age":-1}', 400, 'age takes a whole number from 0 to 150'],
  ['half an age', '{"studentId":"s","name":"A","age":1.5}', 400, 'age takes a whole number from 0 to 150'],
  ['an age as text', '{"studentId":"s","name":"A","age":"13"}', 400, 'age takes a number'],
  ['an endless age', '{"studentId":"s","name":"A","age":1e999}', 400, 'age takes a whole number from 0 to 150'],
  ['notes that are none', '{"studentId":"s","name":"A","notes":["a"]}', 400, 'notes takes text'],
  ['another key', '{"studentId":"s","name":"A","role":"admin"}', 400, unknown('role')],
  ['a prototype', '{"studentId":"s","name":"A","__proto__":{"age":1}}', 400, unknown('__proto__')],
  ['a constructor', '{"studentId":"s","name":"A","constructor":1}', 400, unknown('constructor')],
  ['too much', JSON.stringify({ ...ADA, notes: 'ä'.repeat(204_800) }), 413, tooLarge()],
];

function unknown(key: string): string {
  return `"${key}" is not known here; there is studentId, name, class, age, notes`;
}

function tooLarge(): string {
  return 'a student takes at most 400 KB: shorten the notes';
}

for (const [what, given, status, message] of REFUSED) {
  test(`${what} is ${status}`, () => {
    try {
      readStudent(jsonObject({ body: given }));
      throw new Error('it was taken');
    } catch (error) {
      deepEqual([(error as Refusal).status, (error as Error).message], [status, message]);
    }
  });
}

test('an item of exactly 400 KB is taken, and one byte more is not', () => {
  // Names and values of the other attributes: studentId s-1, name Ada, notes.
  const rest = 'studentId'.length + 3 + 'name'.length + 3 + 'notes'.length;
  const notes = 'x'.repeat(400 * 1024 - rest);
  equal(readStudent({ ...ADA, notes }).notes, notes);
  try {
    readStudent({ ...ADA, notes: `${notes}x` });
    throw new Error('it was taken');
  } catch (error) {
    equal((error as Refusal).status, 413);
  }
});

test('overwrite takes true or false', () => {
  deepEqual(
    [overwrites({}), overwrites({ overwrite: 'false' }), overwrites({ overwrite: 'true' })],
    [false, false, true],
  );
  for (const parameters of [{ overwrite: '' }, { overwrite: 'TRUE' }, { overwrite: '1' }, { other: 'true' }]) {
    try {
      overwrites(parameters);
      throw new Error('it was taken');
    } catch (error) {
      equal((error as Refusal).status, 400);
    }
  }
});
