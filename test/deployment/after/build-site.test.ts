import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { siteFiles } from '../../../scripts/deployment/after/build-site.ts';
import { isKeptForever } from '../../../scripts/deployment/after/content-type.ts';
import { repository } from '../fixture.ts';

const FOLDER = 'templates/site';
const SCRIPT = 'import { text } from "./parts/text.ts";\nconst shown: string = text;\ndocument.title = shown;\n';
const FILES = {
  'index.html': page('<script type="module" src="scripts.js"></script><link rel="stylesheet" href="styles.css">'),
  'scripts.ts': SCRIPT,
  'parts/text.ts': 'export const text: string = "hello";\nexport const unused = "never shown";\n',
  'styles.css': '/* a comment */\nbody {\n  color: red;\n}\n',
  'tsconfig.json': '{}',
  'robots.txt': 'User-agent: *\n',
};

function page(head: string, body = ''): string {
  return `<!doctype html>\n<html lang="en">\n<head>${head}</head>\n<body>${body}</body>\n</html>\n`;
}

async function built(t: TestContext, files: Record<string, string>): Promise<Record<string, string>> {
  const placed = Object.entries(files).map(([path, text]) => [`${FOLDER}/${path}`, text]);
  const bodies = await siteFiles(await repository(t, Object.fromEntries(placed)), FOLDER);
  const entries = [...bodies].map(async ([key, body]) => [key, Buffer.from(await body()).toString('utf8')]);
  return Object.fromEntries(await Promise.all(entries));
}

test('what pages load is built, named by its content, and referred to by that name', async (t) => {
  const files = await built(t, FILES);
  const [page, robots, script = '', style = '', ...others] = Object.keys(files).sort();
  assert.deepEqual([page, robots, others], ['index.html', 'robots.txt', []]);
  assert.match(script, /^scripts-[0-9a-f]{16}\.js$/);
  assert.match(style, /^styles-[0-9a-f]{16}\.css$/);
  assert.ok(isKeptForever(script) && isKeptForever(style));
  assert.equal(files[style], 'body{color:red}\n');
  assert.match(files[script] ?? '', /^[^\n]*document\.title=[^\n]*\n$/);
  assert.ok(!files[script]?.includes('never shown'));
  assert.ok(files['index.html']?.includes(`src="/${script}"`) && files['index.html']?.includes(`href="/${style}"`));
});

test('the same sources give the same names, wherever the repository lies; a changed one another', async (t) => {
  const names = async (files: Record<string, string>) => Object.keys(await built(t, files)).sort();
  const first = await names(FILES);
  assert.deepEqual(await names(FILES), first);
  const changed = await names({ ...FILES, 'parts/text.ts': 'export const text = "bye";' });
  assert.notDeepEqual(changed, first);
  assert.equal(changed.filter((name) => !first.includes(name)).length, 1);
});

test('a folder without TypeScript is served as it is', async (t) => {
  const files = { 'index.html': page('<script src="nothing.js"></script>'), 'a/styles.css': 'body  {  }' };
  assert.deepEqual(await built(t, files), files);
});

test('pages in folders, pictures, and what is loaded twice', async (t) => {
  const files = await built(t, {
    ...FILES,
    'help/index.html': page(
      '<link rel=icon href=../icon.svg>',
      "<img src='/icon.svg?v=1#top' alt=''><a href=\"../index.html\">Back</a>",
    ),
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  });
  const icon = Object.keys(files).find((name) => name.startsWith('icon-')) ?? '';
  assert.match(icon, /^icon-[0-9a-f]{16}\.svg$/);
  const help = files['help/index.html'] ?? '';
  assert.ok(help.includes(`href=/${icon}>`) && help.includes(`src='/${icon}?v=1#top'`), help);
  assert.ok(help.includes('<a href="../index.html">'));
  assert.equal(files['icon.svg'], undefined);
});

test('what only looks like a reference is left as it is', async (t) => {
  const body = [
    '<!-- <script src="gone.js"></script> -->',
    '<p>&lt;script src="gone.js"&gt;</p>',
    '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><script src="https://example.com/a.js"></script>',
    '<img alt="" src="//example.com/a.png"><a href="gone.html">x</a><link rel="canonical" href="gone.html">',
    '<template><p>none</p></template><textarea><script src="gone.js"></script></textarea>',
  ].join('\n');
  const written = page('', body);
  assert.equal((await built(t, { ...FILES, 'other.html': written }))['other.html'], written);
});

const MISTAKES: [what: string, files: Record<string, string>, message: RegExp][] = [
  [
    'a page that loads nothing',
    { 'index.html': page('<script src="gone.js"></script>') },
    /site\/index\.html:3:15: there is no templates\/site\/gone\.js to load$/,
  ],
  [
    'a page that loads a source',
    { 'index.html': page('<script src="scripts.ts"></script>') },
    /there is no templates\/site\/scripts\.ts to load/,
  ],
  [
    'a way out',
    { 'index.html': page('<img src="../../package.json" alt="">') },
    /:3:\d+: src leads out of the folder that is served$/,
  ],
  [
    'a way out in disguise',
    { 'index.html': page('<img src="%2e%2e/%2e%2e/package.json" alt="">') },
    /src leads out of the folder/,
  ],
  [
    'a path with character references',
    { 'index.html': page('<script src="scri&#112;ts.js"></script>') },
    /write the path in src without character references/,
  ],
  ['a base', { 'index.html': page('<base href="/elsewhere/">') }, /:3:7: a page that is built has no <base>/],
  [
    'a template with a way out',
    { 'index.html': page('', '<template><img src="gone.png" alt=""></template>') },
    /there is no templates\/site\/gone\.png/,
  ],
  ['a script that is none', { 'scripts.ts': 'const = 1;' }, /^templates\/site\/scripts\.ts:1:7: Expected/],
  [
    'an import that is not there',
    { 'scripts.ts': 'import "./gone.ts";' },
    /^templates\/site\/scripts\.ts:1:8: Could not resolve/,
  ],
  [
    'an import from outside',
    { 'scripts.ts': 'import "../../functions/a/handler.ts";' },
    /imports functions\/a\/handler\.ts, which lies outside of templates\/site/,
  ],
  ['a style that is none', { 'styles.css': 'body { color }' }, /^templates\/site\/styles\.css:1:\d+: Expected ":"/],
];

for (const [what, files, message] of MISTAKES) {
  test(`${what} is told in one line`, async (t) => {
    const placed = Object.entries({ ...FILES, ...files }).map(([path, text]) => [`${FOLDER}/${path}`, text]);
    const outside = { 'functions/a/handler.ts': 'export const a = 1;', 'package.json': '{}' };
    const root = await repository(t, { ...Object.fromEntries(placed), ...outside });
    await assert.rejects(siteFiles(root, FOLDER), (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message, message);
      return true;
    });
  });
}
