import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  forgetToken,
  keepDraft,
  keepToken,
  keepWay,
  takeDraft,
  takeWay,
  tokenOf,
} from '../../../../templates/student/scripts/session.ts';
import { memory } from './memory.ts';

test('a token is there until its time is over, or it is forgotten', () => {
  const store = memory();
  equal(tokenOf(store), null);
  keepToken(store, 'a.b.c', 3600, 1_000);
  equal(tokenOf(store, 3_600_999), 'a.b.c');
  equal(tokenOf(store, 3_601_000), null);
  forgetToken(store);
  equal(tokenOf(store, 1_000), null);
});

for (const strange of ['{', '[1]', 'null', '"a"', '{"token":1,"until":9e15}', '{"token":"a","until":"b"}']) {
  test(`${strange} is no token`, () => {
    const store = memory();
    store.setItem('token', strange);
    equal(tokenOf(store), null);
  });
}

test('a way back counts once, and only with its own state', () => {
  const store = memory();
  const way = { state: 's', verifier: 'v', query: '?search=a' };
  keepWay(store, way);
  deepEqual([takeWay(store, 'forged'), takeWay(store, null)], [null, null]);
  deepEqual([takeWay(store, 's'), takeWay(store, 's')], [way, null]);
  store.setItem('sign-in', '{"state":"s"}');
  equal(takeWay(store, 's'), null);
});

test('what was typed is given back once', () => {
  const store = memory();
  keepDraft(store, { name: 'Zoë', notes: 'a\nb' });
  deepEqual([takeDraft(store), takeDraft(store)], [{ name: 'Zoë', notes: 'a\nb' }, {}]);
  store.setItem('draft', '{"name":{"a":1},"class":"7b"}');
  deepEqual(takeDraft(store), { class: '7b' });
});
