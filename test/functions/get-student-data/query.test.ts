import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { pageToken } from '../../../functions/get-student-data/page-token.ts';
import { plainItem } from '../../../functions/get-student-data/plain-item.ts';
import { readQuery } from '../../../functions/get-student-data/query.ts';
import { searched } from '../../../functions/get-student-data/search.ts';
import type { Refusal } from '../../../functions/shared/student-api/refusal.ts';

test('a list without wishes is its first page', () => {
  deepEqual(readQuery({}), { limit: 25, after: null, search: '' });
});

test('all that a list takes', () => {
  for (const studentId of ['s-1', 'Grüße/日本 🎉', '<b>', '\u0000', 'after:']) {
    const query = { limit: '100', next: pageToken(studentId), search: 'Zoë' };
    deepEqual(readQuery(query), { limit: 100, after: studentId, search: 'Zoë' });
  }
});

test('one student', () => {
  deepEqual(readQuery({ studentId: ' a/b?c ' }), { studentId: ' a/b?c ' });
});

const MISTAKES: [string, Record<string, string>, RegExp | string][] = [
  ['a limit of nothing', { limit: '0' }, 'limit takes a number from 1 to 100'],
  ['a limit too high', { limit: '101' }, 'limit takes a number from 1 to 100'],
  ['a limit that is none', { limit: '1e1' }, 'limit takes a number from 1 to 100'],
  ['a negative limit', { limit: '-5' }, 'limit takes a number from 1 to 100'],
  ['an empty limit', { limit: '' }, 'limit takes a number from 1 to 100'],
  ['a token that is made up', { next: 'forged' }, 'next takes the value that the page before gave, unchanged'],
  ['an empty token', { next: '' }, 'next takes the value that the page before gave, unchanged'],
  ['a token of another kind', { next: Buffer.from('x').toString('base64url') }, /^next takes the value/],
  ['a token of no student', { next: Buffer.from('after:').toString('base64url') }, /^next takes the value/],
  ['a token with an end of its own', { next: `${pageToken('a')}=` }, /^next takes the value/],
  ['a token that is no text', { next: Buffer.from([...Buffer.from('after:'), 255]).toString('base64url') }, /^next/],
  ['a token without end', { next: pageToken('x'.repeat(9_000)) }, /^next takes the value/],
  ['a search too long', { search: 'x'.repeat(201) }, 'search takes at most 200 characters'],
  ['an empty id', { studentId: '' }, 'studentId takes 1 to 2048 bytes'],
  ['an id too long', { studentId: 'ä'.repeat(1025) }, 'studentId takes 1 to 2048 bytes'],
  ['an id and a limit', { studentId: 'a', limit: '1' }, '"limit" is not known here; there is studentId'],
  ['another parameter', { offset: '3' }, '"offset" is not known here; there is limit, next, search, studentId'],
];

for (const [name, parameters, message] of MISTAKES) {
  test(`${name} is 400`, () => {
    try {
      readQuery(parameters);
      throw new Error('it was taken');
    } catch (error) {
      const { status, message: said } = error as Refusal;
      equal(status, 400, said);
      equal(typeof message === 'string' ? said === message : message.test(said), true, said);
    }
  });
}

test('every type of DynamoDB is plain JSON', () => {
  const digits = '12345678901234567890123456789012345678';
  const item = {
    ...{ studentId: { S: 's' }, age: { N: '13' }, long: { N: digits }, half: { N: '0.5' }, exact: { N: '1E+2' } },
    ...{ is: { BOOL: false }, nothing: { NULL: true as const }, bytes: { B: Buffer.from('abc') } },
    ...{
      map: { M: { a: { L: [{ S: '<b>' }, { N: '1' }] } } },
      texts: { SS: ['a', 'b'] },
      numbers: { NS: ['1', digits] },
    },
    ...{ binaries: { BS: [Buffer.from('x')] }, empty: { L: [] } },
  };
  deepEqual(JSON.parse(JSON.stringify(plainItem(item))), {
    ...{ studentId: 's', age: 13, long: digits, half: 0.5, exact: '1E+2', is: false, nothing: null, bytes: 'YWJj' },
    ...{ map: { a: ['<b>', 1] }, texts: ['a', 'b'], numbers: [1, digits], binaries: ['eA=='], empty: [] },
  });
});

for (const [search, found] of [
  ['zoë', true],
  ['ZOE\u0308', true],
  ['7B', true],
  ['s-1', true],
  ['  zo ', true],
  ['', true],
  ['notes', false],
  ['x', false],
] as const) {
  test(`a search for ${JSON.stringify(search)}: ${found ? 'found' : 'not found'}`, () => {
    const item = { studentId: { S: 'S-1' }, name: { S: 'Zoë' }, class: { S: '7b' }, notes: { S: 'notes' } };
    equal(searched(search)(item), found);
  });
}
