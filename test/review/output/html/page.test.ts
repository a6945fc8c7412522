import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAssets } from '../../../../scripts/review/output/html/assets.ts';
import type { Traced } from '../../../../scripts/review/output/html/data/page-data.ts';
import { htmlPage } from '../../../../scripts/review/output/html/page.ts';
import { hostileText } from '../../../cli/harmless.ts';
import { change, finding, PUBLIC, report, reportOf } from '../report.ts';
import { GRANT } from './graphs.ts';
import { elementsIn } from './parsed.ts';
import { FILES, traced } from './repository.ts';

const ASSETS = { script: 'start();', style: 'p{}' };

/** Everything that a pull request can choose is this text. */
function tracedOf(text: string): Traced {
  const { access } = reportOf(text);
  const statement = {
    Sid: text,
    Effect: 'Allow',
    Action: [text, text],
    Resource: text,
    Principal: { AWS: text },
    Condition: { [text]: { [text]: [text, text] } },
  };
  const at = { file: text, line: 1, column: 1 };
  const resource = {
    template: `${text}.yaml`,
    logicalId: text,
    type: text,
    properties: {},
    at: () => at,
    keyAt: () => at,
  };
  const policy = { Statement: statement };
  const grant = {
    actions: new Set([text]),
    isPart: true,
    statements: [{ policy, place: 0, statement }],
    changes: access,
    label: text,
  };
  return {
    edges: [
      { ...grant, from: text, to: 'b', change: 'gained' },
      { ...grant, from: `a/${text}`, to: text, change: 'lost' },
    ],
    denials: [{ ...grant, from: text, to: text }],
    access,
    known: {
      resources: new Map([text, `a/${text}`, `c/${text}`].map((name) => [name, resource])),
      documents: new Set([text]),
      stacks: new Set(['a', text]),
    },
    policies: {
      documents: new Map([[policy, { kind: 'identity', owner: null, value: policy, at: () => at, keyAt: () => at }]]),
      names: new Map(),
    },
    notesOf: () => [text],
  };
}

const TAGS = new Set(
  `html head meta title style body a header p h1 code nav ul li main section h2 div label input button svg defs marker kbd
   path g rect text aside ol span dl dt dd details summary table thead tbody tr th td script`.split(/\s+/),
);
const ADDRESSES = ['href', 'src', 'srcdoc', 'action', 'formaction', 'xlink:href', 'style', 'ping', 'data', 'poster'];

test('whatever a repository says, its page has only elements of ours, and nothing that runs but our script', () => {
  const property = fc.property(hostileText, (text) => {
    const elements = elementsIn(htmlPage(reportOf(text), tracedOf(text), ASSETS));
    for (const { tag, attributes } of elements) {
      ok(TAGS.has(tag), tag);
      for (const [name, value] of Object.entries(attributes)) {
        ok(!name.startsWith('on'), name);
        if (ADDRESSES.includes(name)) match(value, /^#[a-z]+$/);
        if (name === 'class') match(value, /^[\w -]*$/);
        if (name === 'id') match(value, /^[\w-]+$/);
      }
    }
    const scripts = elements.filter(({ tag }) => tag === 'script');
    deepEqual(
      scripts.map(({ attributes }) => attributes),
      [{ type: 'application/json', id: 'data' }, { type: 'module' }],
    );
    deepEqual([scripts[1]?.text, JSON.parse(scripts[0]?.text ?? '').links.length], [ASSETS.script, 2]);
    deepEqual(
      elements.flatMap(({ tag, text: content }) => (tag === 'style' ? content : [])),
      [ASSETS.style],
    );
  });
  fc.assert(property, { numRuns: 200 });
});

test('what it says does not change what the page is made of', () => {
  const shape = (text: string) =>
    elementsIn(htmlPage(reportOf(text), tracedOf(text), ASSETS)).map(({ tag, attributes }) => [
      tag,
      Object.keys(attributes),
    ]);
  for (const text of [
    '</script><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "'><!--",
    '</title></style>',
    ']]>',
    '</svg></text>',
  ]) {
    deepEqual(shape(text), shape(text.replaceAll(/[<>"'&]/g, 'x')));
  }
});

test('the policy of the page lets the one script and the one style work, and nothing be loaded', async () => {
  const assets = await readAssets();
  const elements = elementsIn(htmlPage(reportOf('x'), tracedOf('x'), assets));
  const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const contentOf = (tag: string) => elements.filter((one) => one.tag === tag).at(-1)?.text ?? '';
  deepEqual(policy?.attributes.content?.split('; '), [
    "default-src 'none'",
    `script-src ${hash(contentOf('script'))}`,
    `style-src ${hash(contentOf('style'))}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
  // It stands before all that it is about.
  const place = (tag: string) => elements.findIndex((one) => one.tag === tag);
  ok(elements.indexOf(policy as (typeof elements)[number]) < Math.min(place('style'), place('script'), place('title')));
  for (const text of [assets.script, assets.style]) {
    ok(text.length > 1_000);
    ok(
      !/https?:|\/\/[a-z]|@import|url\((?!#)|innerHTML|eval\(|import\(/.test(
        text.replaceAll('http://www.w3.org/2000/svg', ''),
      ),
    );
  }
});

test('a script or a style that would end its element is a bug', () => {
  throws(() => htmlPage(reportOf('x'), tracedOf('x'), { ...ASSETS, script: 'a("</SCRIPT>")' }), /end its own element/);
  throws(() => htmlPage(reportOf('x'), tracedOf('x'), { ...ASSETS, style: '</style>' }), /end its own element/);
});

test('the same review is the same page', async (t) => {
  const told = report({ access: [PUBLIC], findings: [finding()] });
  const page = async () => htmlPage(told, await traced(t, FILES, told.access), await readAssets());
  equal(await page(), await page());
});

test('a review of everything has neither gained nor lost access', async (t) => {
  const page = htmlPage(report({ base: null, changedLines: null }), await traced(t, FILES), ASSETS);
  const elements = elementsIn(page);
  const titles = (tag: string) => elements.flatMap((one) => (one.tag === tag ? one.text.trim() : []));
  deepEqual(titles('h1'), ['Who can reach what']);
  deepEqual(titles('h2'), ['Who reaches what', 'Findings 0', 'All connections 5', 'Not in the graph 2']);
  ok(!elements.some(({ attributes }) => attributes.id === 'only-changes'));
  match(page, /<p class="none">No findings\.<\/p>/);
});

test('the table says what the graph shows', async (t) => {
  const access = [change({ principal: 'a/Role', actions: ['s3:PutObject'], resources: ['${Bucket.Arn}/*'] })];
  const page = htmlPage(report({ access }), await traced(t, FILES, access), ASSETS);
  const rows = elementsIn(page).filter(({ tag, attributes }) => tag === 'tr' && attributes['data-row'] !== undefined);
  deepEqual(
    rows.slice(0, 2).map(({ text }) => text.replaceAll(/\s+/g, ' ')),
    [
      'a/Rolea/Buckets3:GetObjects3:PutObjectStringEquals s3:x-amz-acl = private or publicBool aws:SecureTransport = true' +
        'templates/a.yaml:15gaineds3:PutObjectShow a/Role to a/Bucket in the graph',
      'a/Rolea/TableNamedynamodb:GetItemtemplates/a.yaml:23Show a/Role to a/TableName in the graph',
    ],
  );
  const drawn = elementsIn(page).filter(({ attributes }) => attributes['data-link'] !== undefined);
  equal(drawn.length, rows.length);
  match(drawn[0]?.text ?? '', /^a\/Role → a\/Bucket: s3: PutObject, GetObject/);
  equal(drawn[0]?.attributes.class, 'link gained');
});

test('findings: errors first, those that are suppressed folded, and those beside the change told so', () => {
  const findings = [
    finding({ severity: 'warning', line: 9 }),
    finding({ suppressed: true, message: 'accepted' }),
    finding({ code: 'MISSING_VERSION', logicalId: null }),
  ];
  const elements = elementsIn(htmlPage(report({ findings }), tracedOf('x'), ASSETS));
  const items = elements.flatMap(({ tag, attributes, text }) =>
    tag === 'li' && attributes.class?.startsWith('finding ') ? text.replaceAll(/\s+/g, ' ').trim() : [],
  );
  const fix = 's3:* allows every action of the service Fix list the actions that are called';
  deepEqual(items, [
    `error templates/a.yaml:3:13 wildcard-action MISSING_VERSION ${fix}`,
    `warning templates/a.yaml:9:13 wildcard-action Role not on a changed line ${fix}`,
    'error templates/a.yaml:3:13 wildcard-action Role accepted Fix list the actions that are called',
  ]);
  ok(elements.some(({ tag, text }) => tag === 'summary' && text === 'Suppressed: 1'));
});

test('what is not decided, not known, or too much is told', async (t) => {
  const undecided = [{ principal: 'a/Role', actions: ['s3:*'], resources: ['*'], reason: 'too many keys' }];
  const unresolved = [{ file: 'templates/a.yaml', line: 7, expression: '!Ref A', reason: 'a parameter' }];
  const known = await traced(t, {});
  const edges = Array.from({ length: 4_001 }, (_, id) => ({ ...GRANT, from: 'a', to: `b${id}` }));
  const page = htmlPage(report({ undecided, unresolved }), { ...known, edges }, ASSETS);
  const titles = elementsIn(page).flatMap(({ tag, text }) => (tag === 'h2' ? text : []));
  deepEqual(titles, [
    'Who reaches what',
    'Access gained 0',
    'Not decided 1',
    'Findings 0',
    'All connections 4000',
    'Not known before deploying 1',
  ]);
  match(page, /too many keys/);
  match(page, /1 more connections are not on this page/);
});

test('a repository that grants nothing has a page, too', async (t) => {
  const page = htmlPage(report({ base: null, changedLines: null }), await traced(t, {}), ASSETS);
  match(page, /No policy grants anything\./);
  equal(elementsIn(page).filter(({ tag }) => tag === 'tr').length, 0);
});
