import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePage } from '../../../scripts/deployment/after/page.ts';
import { pageReferences } from '../../../scripts/deployment/after/page-references.ts';

const references = (html: string, path = 'help/page.html') => pageReferences(parsePage('templates/site', path, html));

/** The page with the paths that are found put into brackets, and the files that they name. */
function found(html: string, path?: string): { marked: string; paths: string[] } {
  const all = references(html, path).sort((one, other) => one.start - other.start);
  const marked = all.reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`,
    html,
  );
  return { marked, paths: all.map((one) => one.path) };
}

const FOUND: [what: string, marked: string, ...paths: string[]][] = [
  [
    'quotes of both kinds and none',
    `<img src="[a.png]"><img src='[b.png]'><img src=[c.png]>`,
    'help/a.png',
    'help/b.png',
    'help/c.png',
  ],
  ['upper case and room', '<IMG\r\n  SRC \t=\r\n " [a.png]\n"><SCRIPT Src=[b.js]></SCRIPT>', 'help/a.png', 'help/b.js'],
  ['a query and a fragment', '<img src="[a.svg]?v=1&amp;w=2#top"><img src="[b.svg]#top">', 'help/a.svg', 'help/b.svg'],
  [
    'from the root, and up',
    '<img src="[/a.png]"><img src="[../b.png]"><img src="[./c/../d.png]">',
    'a.png',
    'b.png',
    'help/d.png',
  ],
  ['encoded names', '<img src="[%C3%BC%20b.png]"><img src="[ü.png]">', 'help/ü b.png', 'help/ü.png'],
  ['a name like its attribute', '<img src="[src]"><img src=[s]>', 'help/src', 'help/s'],
  [
    'pictures of several sizes',
    '<img srcset="[a,b.png] 2x , [c.png] (1,2),https://e.org/e.png 3x">',
    'help/a,b.png',
    'help/c.png',
  ],
];

for (const [what, marked, ...paths] of FOUND) {
  test(`found: ${what}`, () => {
    assert.deepEqual(found(marked.replace(/[[\]]/g, '')), { marked, paths });
  });
}

const LOADING: [marked: string, ...paths: string[]][] = [
  ['<link rel="stylesheet" href="[a.css]"><link rel="ICON SHORTCUT" href="[a.ico]">', 'a.css', 'a.ico'],
  ['<link rel="preload stylesheet" href="[a.css]"><link rel=modulepreload href=[a.js]>', 'a.css', 'a.js'],
  [
    '<link rel="manifest" href="[m.json]"><link rel=preload as=image imagesrcset="[a.png] 1x, [b.png] 2x">',
    'm.json',
    'a.png',
    'b.png',
  ],
  [
    '<video src="[a.mp4]" poster="[a.png]"><source src=[b.mp4]><track src=[c.vtt]></video>',
    'a.mp4',
    'a.png',
    'b.mp4',
    'c.vtt',
  ],
  ['<picture><source srcset="[a.webp], [b.webp] 2x"><img src="[c.png]"></picture>', 'a.webp', 'b.webp', 'c.png'],
  [
    '<svg><use href="[a.svg]#x"/><use xlink:href="[b.svg]#x"/><image href=[c.png] /><script href="[d.js]"/></svg>',
    'a.svg',
    'b.svg',
    'c.png',
    'd.js',
  ],
  [
    '<audio src=[a.mp3]></audio><embed src=[b.pdf]><object data=[c.pdf]></object><input type=image src=[d.png]>',
    'a.mp3',
    'b.pdf',
    'c.pdf',
    'd.png',
  ],
  ['<template><img src="[a.png]"></template><noscript><img src="[b.png]"></noscript>', 'a.png', 'b.png'],
  [
    '<a href="[b.html]?x#y">b</a><iframe src="[c.html]"></iframe><map><area href="[d.htm]"></map>',
    'b.html',
    'c.html',
    'd.htm',
  ],
];

for (const [marked, ...paths] of LOADING) {
  test(`found: ${marked}`, () => assert.deepEqual(found(marked.replace(/[[\]]/g, ''), 'page.html'), { marked, paths }));
}

const NONE = [
  '<!-- <script src="a.js"></script> --><p>&lt;img src="a.png"&gt; src="a.png"</p>',
  '<textarea><img src="a.png"></textarea><title><img src="a.png"></title>',
  '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><img srcset="data:image/gif;base64,R0lGO,D 2x">',
  '<script src="https://example.com/a.js"></script><img src="//example.com/a.png"><img src="HTTPS://e.org/a.png">',
  '<a href="#top">x</a><img src=""><img src><a href="?page=2">x</a><img src="#a"><use href="#b"/>',
  '<a href="mailto:a@example.com">x</a><a href="/api/students">x</a><a href="manual.pdf">x</a><a href="/">x</a>',
  '<link rel="canonical" href="a.html"><link rel="alternate" href="a.xml"><link rel=preconnect href=a><link href=a.css>',
  '<meta content="a.png"><form action="a.html"></form><p data-src="a.png" src="a.png"></p>',
  '<constructor src="a.png"></constructor><toString href="a.png"></toString>',
];

for (const html of NONE) test(`none: ${html}`, () => assert.deepEqual(references(html), []));

const MISTAKES: [html: string, message: RegExp][] = [
  [
    '<p>\n<img\n  src="../../a.png">',
    /^templates\/site\/help\/page\.html:3:3: src leads out of the folder that is served$/,
  ],
  ['<img src="%2e%2e/%2E%2e/a.png">', /src leads out of the folder/],
  ['<img src="..\\..\\a.png">', /src leads out of the folder/],
  ['<img src="\\\\example.com\\a.png">', /src leads out of the folder/],
  ['<img srcset="a.png 1x, ../../b.png 2x">', /:1:6: srcset leads out of the folder/],
  ['<a href="../../a.html">x</a>', /href leads out of the folder/],
  ['<img src="scri&#112;t.png">', /:1:6: src holds an & in a path: write it as %26$/],
  ['<img src="https&#58;//example.com/a.png">', /src holds an & in a path/],
  ['<img src="a&amp;b.png">', /src holds an & in a path/],
  ['<img src="100%.png">', /src holds a % that encodes nothing: write it as %25$/],
  ['<img src="%ff.png">', /src holds a % that encodes nothing/],
  ['<script src="a.js" integrity="sha256-x"></script>', /:1:9: a file of the site itself needs no integrity/],
];

for (const [html, message] of MISTAKES) {
  test(`mistake: ${html}`, () => {
    assert.throws(
      () => references(html),
      (error: Error) => error.name === 'UserError' && message.test(error.message),
    );
  });
}

test('a path that goes up beyond the root ends at the root, as in a browser', () => {
  assert.deepEqual(found('<img src="/../a.png">').paths, ['a.png']);
});

test('only scripts that are no modules are told to run as those of old', () => {
  const html =
    '<script src=a.js></script><script type=MODULE src=b.js></script><script type="text/javascript" src=c.js></script><link rel=preload href=d.js>';
  assert.deepEqual(
    references(html).map(({ isClassic }) => isClassic),
    [true, false, true, false],
  );
});

test('places are counted in characters after all kinds of line breaks, letters and a byte order mark', () => {
  const [first] = references('\ufeff<!doctype html>\r\n<p>😀</p>\r\n  <img src="a.png">');
  assert.deepEqual(first?.at, { file: 'templates/site/help/page.html', line: 3, column: 8 });
  const { marked } = found('\ufeff<p>😀\r\n<img src="a.png">');
  assert.equal(marked, '\ufeff<p>😀\r\n<img src="[a.png]">');
});

test('a page may be as deep as it likes', () => {
  assert.equal(references(`${'<div>'.repeat(20_000)}<img src="a.png">`).length, 1);
});
