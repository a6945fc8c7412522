import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../../scripts/cli/project.ts';
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

function placed(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${FOLDER}/${path}`, text]));
}

async function built(t: TestContext, files: Record<string, string>): Promise<Record<string, string>> {
  const bodies = await siteFiles(await repository(t, placed(files)), FOLDER);
  const entries = [...bodies].map(async ([key, body]) => [key, Buffer.from(await body()).toString('utf8')]);
  return Object.fromEntries(await Promise.all(entries));
}

test('what pages load is built, named by its content, and referred to by that name', async (t) => {
  const files = await built(t, FILES);
  const [page, robots, script = '', style = '', ...others] = Object.keys(files).sort();
  assert.deepEqual([page, robots, others], ['index.html', 'robots.txt', []]);
  assert.ok(isKeptForever(script) && isKeptForever(style));
  // Byte for byte: another name for the same sources would be fetched anew by every visitor.
  assert.equal(files[style], 'body{color:red}\n');
  assert.equal(files[script], 'var t="hello";var o=t;document.title=o;\n');
  assert.deepEqual([script, style], ['scripts-2029d37e3ac0577a.js', 'styles-74d94aede163ac74.css']);
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

test('settings for editors do not change what is built, wherever they lie', async (t) => {
  const files = { ...FILES, 'scripts.ts': 'class Shown { title = "a"; }\ndocument.title = new Shown().title;\n' };
  const first = Object.keys(await built(t, files));
  const settings = '{"compilerOptions": {"useDefineForClassFields": false}}';
  assert.deepEqual(
    Object.keys(await built(t, { ...files, 'tsconfig.json': settings, '../../tsconfig.json': settings })),
    first,
  );
});

test('a name with an apostrophe does not end the attribute that it stands in', async (t) => {
  const files = await built(t, {
    'a.ts': '',
    'index.html': "<!doctype html><img src='it%27s.svg'>",
    "it's.svg": '<svg/>',
  });
  assert.match(files['index.html'] ?? '', /^<!doctype html><img src='\/it%27s-[0-9a-f]{16}\.svg'>$/);
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

test('what others name too keeps its own name beside the other', async (t) => {
  const shown = ['a.svg', 'b.svg', 'c d.svg', 'e.svg', 'f.svg'];
  const images = shown.map((name) => `<img src="${name}" alt="">`).join('');
  const files = await built(t, {
    ...FILES,
    'index.html': page('<link rel="stylesheet" href="styles.css">', `${images}<a href="e.svg">e</a>`),
    'styles.css': 'body { background: url(a.svg) }',
    'site.webmanifest': '{"icons": [{"src": "b.svg"}]}',
    'notes.txt': 'c%20d.svg',
    ...Object.fromEntries(
      shown.map((name) => [name, `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${name[0]} --></svg>`]),
    ),
  });
  const kept = shown.filter((name) => files[name] !== undefined);
  assert.deepEqual(kept, ['a.svg', 'b.svg', 'c d.svg', 'e.svg']);
  const hashed = Object.keys(files).filter((name) => /-[0-9a-f]{16}\.svg$/.test(name));
  assert.equal(hashed.length, shown.length);
});

test('pages, robots.txt, .well-known and the config keep their names, though pages load them', async (t) => {
  const loaded = ['other.html', 'robots.txt', '.well-known/a.txt'];
  const frames = loaded.map((name) => `<object data="${name}"></object>`).join('');
  const html = page(
    '<link rel="preload" as="fetch" href="config.json">',
    `${frames}<iframe src="other.html"></iframe>`,
  );
  const files = { 'a.ts': '', 'index.html': html, ...Object.fromEntries(loaded.map((name) => [name, page('')])) };
  const root = await repository(t, placed(files));
  const bodies = await siteFiles(root, FOLDER, 'config.json');
  assert.deepEqual([...bodies.keys()].sort(), [...loaded, 'index.html'].sort());
  assert.equal(Buffer.from((await bodies.get('index.html')?.()) ?? []).toString(), html);
});

test('packages of the root may be imported, and nothing of where they lie is in the script', async (t) => {
  const files = { ...FILES, 'scripts.ts': 'import { sum } from "small"; document.title = `${sum}`;' };
  const root = await repository(t, {
    ...placed(files),
    'node_modules/small/package.json': '{"name": "small", "main": "index.js", "browser": {"./node.js": false}}',
    'node_modules/small/index.js': 'require("./node.js"); exports.sum = 42;',
    'node_modules/small/node.js': 'never',
  });
  const bodies = await siteFiles(root, FOLDER);
  const [script = ''] = [...bodies.keys()].filter((key) => key.endsWith('.js'));
  const text = Buffer.from((await bodies.get(script)?.()) ?? []).toString();
  assert.match(text, /42/);
  assert.ok(!text.includes(root) && !text.includes('node_modules') && !text.includes('sourceMappingURL'), text);
});

test("the students' own site is built whole", async () => {
  const bodies = await siteFiles(projectFolder, 'templates/student', 'config.json');
  const names = [...bodies.keys()].map((key) => key.replace(/-[0-9a-f]{16}\./, '-*.')).sort();
  assert.deepEqual(names, ['favicon-*.svg', 'index.html', 'scripts-*.js', 'styles-*.css']);
});

const MISTAKES: [what: string, files: Record<string, string>, message: RegExp][] = [
  [
    'a page that loads a source',
    { 'index.html': page('<script type="module" src="scripts.ts"></script>') },
    /:3:29: there is no templates\/site\/scripts\.ts$/,
  ],
  [
    'a built script that is loaded as one of old',
    { 'index.html': page('<script src="scripts.js"></script>') },
    /:3:15: what is built of TypeScript is a module: write type="module" beside it$/,
  ],
  [
    'a script that is there twice',
    { 'scripts.js': '' },
    /^templates\/site\/scripts\.js: scripts\.ts makes a file of that name: take one of them out$/,
  ],
  [
    'a script in the page',
    { 'index.html': page('<script>run()</script>') },
    /^templates\/site\/index\.html:3:7: a content security policy forbids scripts in the page/,
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
  [
    'a package above the root',
    { 'scripts.ts': 'import "../../../node_modules/a/index.js";' },
    /^templates\/site\/scripts\.ts:1:8: Could not resolve/,
  ],
  [
    'a package beside the pages',
    { 'scripts.ts': 'import "../node_modules/a.ts";' },
    /imports templates\/node_modules\/a\.ts, which lies outside of templates\/site/,
  ],
  ['a style that is none', { 'styles.css': 'body { color }' }, /^templates\/site\/styles\.css:1:\d+: Expected ":"/],
];

for (const [what, files, message] of MISTAKES) {
  test(`${what} is told in one line`, async (t) => {
    const outside = { 'functions/a/handler.ts': 'export const a = 1;', 'templates/node_modules/a.ts': '1;' };
    const root = await repository(t, { ...placed({ ...FILES, ...files }), ...outside });
    await assert.rejects(siteFiles(root, FOLDER), (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message, message);
      return true;
    });
  });
}

test('a link is no folder of packages because of its name', async (t) => {
  const files = { ...FILES, 'scripts.ts': 'import "secret";' };
  const root = await repository(t, { ...placed(files), '.git/secret/index.js': 'document.title = "token";' });
  await symlink('.git', join(root, 'node_modules'));
  await assert.rejects(siteFiles(root, FOLDER), /^UserError: .*: imports \.git\/secret\/index\.js, which lies outside/);
});

test('texts that are no UTF-8 are told, not served with holes in them', async (t) => {
  for (const name of ['index.html', 'styles.css']) {
    const root = await repository(t, placed(FILES));
    await writeFile(join(root, FOLDER, name), Buffer.from('/* \u00e9 */', 'latin1'));
    const message = `templates/site/${name}: not UTF-8, as which it is served: save it as UTF-8`;
    await assert.rejects(siteFiles(root, FOLDER), { name: 'UserError', message });
  }
});

test('a file in place of the one that a deploy makes is told', async (t) => {
  for (const files of [
    { ...FILES, 'config.json': '{}' },
    { 'index.html': '', 'config.json': '{}' },
  ]) {
    const root = await repository(t, placed(files));
    const message = /^UserError: templates\/site\/config\.json: Config in the template makes a file of that name/;
    await assert.rejects(siteFiles(root, FOLDER, 'config.json'), message);
  }
});
