import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { readStudent } from '../../../../functions/insert-student-data/student.ts';
import { checked, type Field, fieldOf } from '../../../../templates/student/scripts/validation.ts';

const TYPED = { studentId: ' s ', name: ' Zoë ', class: '', age: '13', notes: '' };

test('a student is made of what was typed; what is empty is left out', () => {
  deepEqual(checked(TYPED), { student: { studentId: 's', name: 'Zoë', age: 13 } });
  deepEqual(checked({ ...TYPED, class: ' 7b', age: ' ', notes: ' a\nb ' }), {
    student: { studentId: 's', name: 'Zoë', class: '7b', notes: ' a\nb ' },
  });
});

test('each field that is wrong is told', () => {
  deepEqual(checked({ studentId: ' ', name: '', class: 'x'.repeat(101), age: '1.5', notes: '\ud83c' }), {
    errors: {
      studentId: 'Enter an id.',
      name: 'Enter a name.',
      class: 'Enter at most 100 characters.',
      age: 'Enter a whole number from 0 to 150.',
      notes: 'A character in it is broken. Enter it anew.',
    },
  });
});

/** Bytes of the largest notes that fit: beside them are the names, the other texts, and the two bytes of an age. */
const ROOM = 400 * 1024 - Buffer.byteLength('studentId s name Zoë age notes'.replaceAll(' ', '')) - 2;

const CASES: [field: Field, text: string][] = [
  ['studentId', 'x'.repeat(256)],
  ['studentId', 'x'.repeat(257)],
  ['studentId', '🎉'.repeat(256)],
  ['studentId', '🎉'.repeat(257)],
  ['studentId', 'a\tb'],
  ['studentId', 'a\u0085b'],
  ['studentId', '\ud83c'],
  ['name', 'ä'.repeat(200)],
  ['name', 'ä'.repeat(201)],
  ['name', 'a\tb'],
  ['name', 'a\udf89'],
  ['class', '🎉'.repeat(100)],
  ['class', '🎉'.repeat(101)],
  ...['0', '007', '150', '151', '-1', '1e1', 'x', '0x10', '1.0', '１３'].map((age): [Field, string] => ['age', age]),
  ...[-2, -1, 0, 1, 2].map((more): [Field, string] => ['notes', 'x'.repeat(ROOM + more)]),
  ['notes', 'ä'.repeat(ROOM / 2 - 10)],
  ['notes', 'ä'.repeat(ROOM / 2 + 10)],
];

for (const [field, text] of CASES) {
  test(`${field} ${JSON.stringify(text.slice(0, 12))} of ${text.length} is taken or not, as by the server`, () => {
    const found = checked({ ...TYPED, [field]: text });
    const isNumber = /^\d+$/.test(text);
    const sent = { studentId: 's', name: 'Zoë', age: 13, [field]: field === 'age' && isNumber ? Number(text) : text };
    const isTaken = isRead(sent);
    equal('student' in found, isTaken, JSON.stringify(found).slice(0, 200));
    if ('student' in found) ok(isRead(found.student));
    else deepEqual(Object.keys(found.errors), [field]);
  });
}

function isRead(student: object): boolean {
  try {
    readStudent(student);
    return true;
  } catch {
    return false;
  }
}

test('a line of the server’s is told at the field that it is about', () => {
  deepEqual(fieldOf(400, 'studentId takes text that is not blank.'), {
    field: 'studentId',
    line: 'Id takes text that is not blank.',
  });
  deepEqual(fieldOf(400, 'Notes holds half of a character.'), {
    field: 'notes',
    line: 'Notes holds half of a character.',
  });
  equal(fieldOf(413, 'The student is larger than that.')?.field, 'notes');
  for (const line of ['The body is not JSON.', 'Names are fine.']) equal(fieldOf(400, line), null);
  equal(fieldOf(500, 'Name server failed.'), null);
});
