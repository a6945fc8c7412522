import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  errorFrom,
  pageFrom,
  runFrom,
  sentStudentFrom,
  studentFrom,
} from '../../../../templates/student/scripts/shapes.ts';

const STRANGE = [null, undefined, 1, 'text', [], {}];

test('a student is text, whatever others have written', () => {
  const more = { house: { a: ['<b>', null] }, list: [1, '2'], nothing: null, big: '12345678901234567890' };
  deepEqual(studentFrom({ studentId: 's', name: 1, age: 13, class: true, notes: { a: ['<b>'] }, ...more }), {
    ...{ studentId: 's', name: '1', class: 'true', age: '13', notes: '{"a":["<b>"]}' },
    more: [
      ['house', '{"a":["<b>",null]}'],
      ['list', '[1,"2"]'],
      ['nothing', ''],
      ['big', '12345678901234567890'],
    ],
  });
  const empty = { name: '', class: '', age: '', notes: '', more: [] };
  deepEqual(studentFrom({ studentId: 's' }), { studentId: 's', ...empty });
  for (const strange of [...STRANGE, { studentId: 1 }]) equal(studentFrom(strange), null);
});

test('a page is one of students', () => {
  deepEqual(pageFrom({ students: [], next: 'n' }), { students: [], next: 'n' });
  deepEqual(pageFrom({ students: [], next: '' }), { students: [], next: null });
  equal(pageFrom({ students: [{ studentId: 's' }], next: null })?.students.length, 1);
  const broken = [
    { students: {}, next: null },
    { students: [], next: 1 },
    { students: [] },
    { students: [null], next: null },
  ];
  for (const strange of [...STRANGE, ...broken]) equal(pageFrom(strange), null);
});

test('the answer to a student that was sent holds one', () => {
  equal(sentStudentFrom({ student: { studentId: 's' } })?.studentId, 's');
  for (const strange of [...STRANGE, { student: {} }, { student: 's' }]) equal(sentStudentFrom(strange), null);
});

test('a run says how it is and where to ask, and leads nowhere else', () => {
  const run = { status: 'running', statusUrl: 'backup/1-a' };
  deepEqual(runFrom(run), {
    ...{ ...run, format: null, items: 0, expected: 0 },
    ...{ bytes: null, digest: null, place: null, mail: null, error: null },
  });
  const odd = { items: 'many', expected: -1, bytes: Number.NaN, digest: 7, place: {}, mail: [], error: false };
  deepEqual(runFrom({ ...run, ...odd }), runFrom(run));
  const wrong = ['https://evil.example/', '//evil.example', 'backup/../students', 'backup/', '/backup/1', 7];
  for (const statusUrl of wrong) equal(runFrom({ ...run, statusUrl }), null);
  for (const strange of [...STRANGE, { ...run, status: 'gone' }]) equal(runFrom(strange), null);
});

test('an error has a line, or none', () => {
  equal(errorFrom({ error: 'no' }), 'no');
  for (const strange of [...STRANGE, { error: {} }, { message: 'no' }]) equal(errorFrom(strange), null);
});
