import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePage } from '../../../scripts/deployment/after/page.ts';
import { checkPage } from '../../../scripts/deployment/after/page-rules.ts';

const check = (html: string) => checkPage(parsePage('templates/site', 'index.html', html));

const MISTAKES: [html: string, message: string][] = [
  [
    '<p>\n  <script>run()</script>',
    '2:3: a content security policy forbids scripts in the page: put it into a .ts file',
  ],
  [
    '<script type="module">run()</script>',
    '1:1: a content security policy forbids scripts in the page: put it into a .ts file',
  ],
  [
    '<script type="Text/JavaScript">run()</script>',
    '1:1: a content security policy forbids scripts in the page: put it into a .ts file',
  ],
  [
    '<script type=importmap>{}</script>',
    '1:1: a content security policy forbids scripts in the page: put it into a .ts file',
  ],
  [
    '<svg><script>run()</script></svg>',
    '1:6: a content security policy forbids scripts in the page: put it into a .ts file',
  ],
  [
    '<template><script>run()</script></template>',
    '1:11: a content security policy forbids scripts in the page: put it into a .ts file',
  ],
  ['<style>p { color: red }</style>', '1:1: a content security policy forbids <style>: put it into a .css file'],
  [
    '<noscript><style>p {}</style></noscript>',
    '1:11: a content security policy forbids <style>: put it into a .css file',
  ],
  ['<p STYLE="color: red">', '1:4: a content security policy forbids style="…": use a class'],
  ['<body onload="run()">', '1:7: a content security policy forbids onload="…": listen for it in a .ts file'],
  [
    '<a href="javascript:run()">x</a>',
    '1:4: a content security policy forbids javascript: addresses: put it into a .ts file',
  ],
  [
    '<form action=" java\nscr&#105;pt:run()">',
    '1:7: a content security policy forbids javascript: addresses: put it into a .ts file',
  ],
  ['<base href="/elsewhere/">', '1:1: a page that is built has no <base>: write each path in full'],
  [
    '<script src="a.js"/><p>x',
    '1:25: browsers leave out a part of this page: eof in element that can contain only text',
  ],
  ['<p>x<!-- y', '1:11: browsers leave out a part of this page: eof in comment'],
  ['<p>x<script src="a.js', '1:22: browsers leave out a part of this page: eof in tag'],
  ['<img src="a.png" src="b.png">', '1:21: browsers leave out a part of this page: duplicate attribute'],
];

for (const [html, message] of MISTAKES) {
  test(`mistake: ${html}`, () => {
    assert.throws(() => check(html), { name: 'UserError', message: `templates/site/index.html:${message}` });
  });
}

const FINE = [
  '<!doctype html><html lang="en"><title>x</title><script type="module" src="a.js"></script>',
  '<script type="application/json">{"a": 1}</script><script type="application/ld+json">{}</script>',
  '<script src="a.js"> </script><script></script>',
  '<p title="javascript: an introduction" class="on style" data-style="x" data-on="y">x<p>y',
  '<!-- <style></style> --><p>&lt;style&gt;',
];

for (const html of FINE) test(`fine: ${html}`, () => assert.doesNotThrow(() => check(html)));
