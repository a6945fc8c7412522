import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inCode, inProse } from '../../../scripts/cli/markdown/escape.ts';
import { harmless } from '../../../scripts/post/text/harmless.ts';
import { hostileText } from '../../cli/harmless.ts';

const Z = '\u200b';

/** What somebody writes, and what becomes of it; `|` stands for the character that breaks it. */
const TEXTS: [string, string][] = [
  ['ask @octocat or @org/team', 'ask @|octocat or @|org/team'],
  ['**@a** _@b_ \\@c (@d) a@e.example', '**@|a** _@|b_ \\@|c (@|d) a@|e.example'],
  ['at 5 @ home', 'at 5 @ home'],
  ['fixes #1, closes org/repo#12, resolves GH-3', 'fixes #|1, closes org/repo#|12, resolves GH-|3'],
  ['gh-4 GH\\-5 _GH-6_ high-7 GH-', 'gh-|4 GH\\-|5 _GH-|6_ high-7 GH-'],
  ['# Title, #one, C# 7, ##8', '# Title, #one, C# 7, ##|8'],
  ['&#64;a &#x40;b &commat;c &num;1 &#35;2 G&#72;-3', '|&#64;|a |&#x40;|b |&commat;|c |&num;|1 |&#35;|2 G|&#72;|-3'],
  ['@&#97;b', '@||&#97;|b'],
  ['&#64a &#x40b &#000000064;c &amp;#9', '&#|64a &#|x40b &#|000000064;c &amp;#|9'],
  ['don&#39;t &lt;b&gt; &#8203;', 'don&#39;t &lt;b&gt; &#8203;'],
  ['https://github.com/o/r/issues/1', 'https://redirect.github.com/o/r/issues/1'],
  [
    '[x](https://www.github.com/o/r/pull/1) https://github.com/o/r',
    '[x](https://redirect.github.com/o/r/pull/1) https://github.com/o/r',
  ],
  ['<table><tr><td>`@a` <code>@b</code></td></tr></table>', '<table><tr><td>`@|a` <code>@b</code></td></tr></table>'],
];

for (const [written, expected] of TEXTS) {
  test(`${written} does nothing`, () => {
    equal(harmless(written), expected.replaceAll('|', Z));
  });
}

/** What GitHub shows as code, and so is left as it is. */
const CODE = [
  'a `@octocat #1` b',
  '``@octocat``',
  'x <code>@octocat #1</code> y',
  '<ul>\n<li><code>`@octocat \\</code> and <code>``#1</code></li>\n</ul>',
  '```\n@octocat fixes #1\n```',
  '````js\n```\n@octocat\n```\n````',
  '~~~\n@octocat\n```\n~~~~',
  'text\n```\n@octocat\n\n#1\n```\nmore',
  '<details>\n\n```\n@octocat\n```\n\n</details>',
  '| a | b |\n| - | - |\n| `@octocat` | `#1` |',
  '<!-- note -->\n\n`@octocat`',
];

for (const document of CODE) {
  test(`${JSON.stringify(document)} is left as it is`, () => equal(harmless(document), document));
}

/** What looks like code, and is read by GitHub as text that mentions somebody. */
const TRAPS = [
  '`a\nb` @octocat `c`',
  '| `a | @octocat ` |',
  '\\`@octocat`',
  '<a title="`">@octocat`</a>',
  '[a](x`y) @octocat `',
  '[a]: x`y\n@octocat `',
  '``a` @octocat `',
  '<p>\n```\n@octocat\n```\n</p>',
  '> <div>`@octocat`',
  '> <strong>\n> `@octocat`',
  '  ```\n```\n@octocat\n```',
  '- a\n  ```\n@octocat',
  '<pre>\n\n```\n</pre>\n@octocat\n```',
  '<!--\n\n```\n-->\n@octocat\n```',
  '<!-- ` --> @octocat `',
  '<span>\n```\nx\n\n```\n@octocat\n```',
  '```\nx\n``` \n@octocat\n```',
  '~~~\nx\n~~~\n@octocat',
  '```\rx\r```\r@octocat',
  '    ```\n@octocat\n    ```',
  '\\<code>@octocat</code>',
  '` <code> ` @octocat </code>',
  '<!-- <code>--> @octocat </code>',
  '<code>\n@octocat</code>',
  '- <details>\n  `@octocat`',
  '```a`\n@octocat\n```',
  '<div><![CDATA[<code>@octocat</code>',
  '<div><!--<code>--></div>\n\n`-->@octocat`',
  '<div><a title="\n\nx <code>@octocat</code>\n\n<p>">',
];

for (const document of TRAPS) {
  test(`${JSON.stringify(document)} mentions nobody`, () => {
    ok(harmless(document).includes(`@${Z}octocat`), harmless(document));
  });
}

test('done twice it is the same', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      equal(harmless(harmless(`${text} @a #1 GH-1`)), harmless(`${text} @a #1 GH-1`));
    }),
  );
});

test('nothing but breaks is added, whatever was written, and outside of code nothing acts', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (before, after) => {
      const written = `${before}${after}`.replace(/\r\n?/g, '\n').replaceAll(Z, '').replaceAll('github.com', '');
      const done = harmless(written);
      equal(done.replaceAll(Z, ''), written);
      if (!/[`~]|<code>/.test(written))
        ok(!/@[\w-]|#\d|(?<![a-z0-9])GH-\d/i.test(done.replaceAll(/&#\w+;/g, ' ')), done);
    }),
    { numRuns: 500 },
  );
});

test('what reviews and plans write is harmless already, and stays as it is', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (one, other) => {
      const document = `**1 finding** in <code>dev</code>.\n\n<ul>\n<li>${inProse(other)} ${inCode(one)}</li>\n</ul>`;
      equal(harmless(document), document);
    }),
    { numRuns: 300 },
  );
});
