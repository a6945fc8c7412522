import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, searchIn } from '../../../../templates/student/scripts/address.ts';

test('a search stands in the address as it was typed', () => {
  for (const search of ['', 'zoë', 'a&b=c#d', '100 %', '+', '\u202E']) {
    const address = new URL(addressOf('/', search), 'https://d1.cloudfront.net');
    deepEqual([searchIn(address.search), address.pathname], [search, '/']);
  }
  equal(addressOf('/', ''), '/');
  deepEqual([searchIn(''), searchIn('?search=+a+'), searchIn('?other=1')], ['', 'a', '']);
});
