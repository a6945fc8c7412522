import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { isKept, isSame } from '../../scripts/post/sticky.ts';
import { ACTIONS_BOT, targetOf } from '../../scripts/post/target.ts';

const HEAD = '<!-- m -->';
const BOT = { login: ACTIONS_BOT, type: 'Bot' };

function kept(user: { login: string; type: string } | null, body: string | null, author = ACTIONS_BOT): boolean {
  const target = targetOf({ GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b' }, author);
  return isKept({ id: 1, html_url: '', user, body }, HEAD, target);
}

test('ours is what has the marker alone in its first line, and is of the author', () => {
  equal(kept(BOT, `${HEAD}\r\ntext`), true);
  equal(kept(BOT, `${HEAD} `), true);
  for (const body of [null, '', `text\n${HEAD}`, `${HEAD} text`, '<!-- mm -->', `> ${HEAD}`]) {
    equal(kept(BOT, body), false, String(body));
  }
});

test('who is gone, is another or only has the name is not the author', () => {
  equal(kept(null, HEAD), false);
  equal(kept({ login: 'github-actions', type: 'User' }, HEAD), false);
  equal(kept({ login: ACTIONS_BOT, type: 'User' }, HEAD), false);
  equal(kept({ login: 'Mona', type: 'User' }, HEAD, 'mona'), true);
  equal(kept(BOT, HEAD, 'mona'), false);
});

test('the ends of lines and of the text make no other text', () => {
  equal(isSame('a\r\nb\r\n', 'a\nb'), true);
  equal(isSame('a b', 'a  b'), false);
  equal(isSame(null, ''), true);
});
