import { doesNotThrow, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { refuseEcho } from '../../functions/data-bridge/api-key.ts';

const KEY = 'k"e\\y/ä (1) 0123456789';

const ECHOES: [title: string, text: string][] = [
  ['as it is', KEY],
  ['as JSON', JSON.stringify(KEY)],
  ['URL-encoded', encodeURIComponent(KEY)],
  ['URL-encoded in lower case', encodeURIComponent(KEY).toLowerCase()],
  ['as the query has it', new URLSearchParams({ appid: KEY }).toString()],
];

for (const [title, text] of ECHOES) {
  test(`an answer that holds the key ${title} is refused, without repeating it`, () => {
    const message = 'the weather API failed: its answer holds the key';
    throws(() => refuseEcho({ name: `asked: ${text}.` }, KEY), { name: 'UpstreamFailure', message });
  });
}

test('an answer without the key is none, nor is any when there is no key', () => {
  doesNotThrow(() => refuseEcho({ name: 'Tokyo' }, KEY));
  doesNotThrow(() => refuseEcho({ name: 'null' }, null));
});
