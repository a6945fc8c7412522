import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { planFunction } from '../../scripts/new/plan-function.ts';
import { parseSettings, parseTemplate } from '../../scripts/template/source.ts';
import { after, keepsLines, ours, SMALL, textOf, tree } from './trees.ts';

const SITE = 'templates/site.yaml';
const of = (texts: Record<string, string>, name = 'greeter', stack?: string) => planFunction(tree(texts), name, stack);
const stacks = [...ours.texts.keys()].flatMap((file) => /^templates\/([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);

for (const stack of stacks.filter((name) => !['audit', 'bootstrap'].includes(name))) {
  test(`${stack} takes two functions, and keeps every line that it had`, () => {
    const first = planFunction(ours, 'first-greeter', stack);
    const second = planFunction(after(ours, first), 'second-greeter', stack);
    const file = `templates/${stack}.yaml`;
    for (const { before, text } of [...first.files, ...second.files]) ok(before === null || keepsLines(before, text));
    const resourcesOf = (text: string) => {
      const { Resources = {} } = parseTemplate(text, file).value as { Resources?: Record<string, unknown> };
      return Resources;
    };
    const [was, is] = [resourcesOf(ours.texts.get(file) ?? ''), resourcesOf(textOf(second, file))];
    const set = (id: string) => [`${id}Role`, `${id}Logs`, `${id}Function`];
    deepEqual(Object.keys(is), [...Object.keys(was), ...set('FirstGreeter'), ...set('SecondGreeter')]);
    for (const [id, resource] of Object.entries(was)) deepEqual(is[id], resource);
  });
}

test('of a template all lines stay, with comments and layout, and what is missing is added once', () => {
  const first = of(SMALL);
  const edited = textOf(first, SITE);
  ok(keepsLines(SMALL[SITE], edited));
  const { value } = parseTemplate(edited, SITE) as { value: Record<string, object> };
  deepEqual(Object.keys(value), ['Parameters', 'Conditions', 'Resources', 'Outputs']);
  deepEqual(Object.keys(value.Parameters ?? {}), [
    ...['PagesName', 'GreeterName', 'GreeterRoleName', 'LogRetentionDays', 'PermissionsBoundary'],
  ]);
  const again = textOf(planFunction(after(tree(SMALL), first), 'waver', 'site'), SITE);
  equal(again.match(/HasBoundary: /g)?.length, 1);
  equal(again.match(/^ {2}PermissionsBoundary:/gm)?.length, 1);
});

test('a template with nothing but resources is given its other sections', () => {
  const bare = { [SITE]: 'Resources:\n  Pages:\n    Type: AWS::S3::Bucket\n' };
  const { value } = parseTemplate(textOf(of(bare), SITE), SITE) as { value: object };
  deepEqual(Object.keys(value), ['Parameters', 'Conditions', 'Resources', 'Outputs']);
});

test('environments are told its names; those that have nothing to be told stay', () => {
  const plan = of(SMALL);
  const { stacks } = parseSettings(textOf(plan, 'templates/environments/dev.yaml'), '').value as Record<string, object>;
  const names = { PagesName: 'site-pages-dev', GreeterName: 'greeter-dev', GreeterRoleName: 'GreeterRole-dev' };
  deepEqual(stacks, { site: { parameters: names } });
  ok(plan.files.every(({ file }) => file !== 'templates/environments/local.yaml'));
});

test('a stack that an environment has nothing to tell is told in it', () => {
  const texts = { ...SMALL, 'templates/environments/dev.yaml': 'stacks:\n  site:\n    tags: {A: b}\n' };
  const { stacks } = parseSettings(textOf(of(texts), 'templates/environments/dev.yaml'), '').value as Record<
    string,
    object
  >;
  const parameters = { GreeterName: 'greeter-dev', GreeterRoleName: 'GreeterRole-dev' };
  deepEqual(stacks, { site: { tags: { A: 'b' }, parameters } });
});

test('the scenario of the stack calls its steps, and there is one where there was none', () => {
  const lab = textOf(planFunction(ours, 'greeter', 'lab'), 'scripts/scenario/stacks/lab.ts');
  ok(lab.includes("import { greeterGreets } from '../lab/greeter.ts';\n"));
  ok(lab.includes('  await greeterGreets(stage);\n}\n'));
  const first = planFunction(ours, 'greeter', 'student-data').files.find(({ file }) =>
    file.endsWith('stacks/student-data.ts'),
  );
  equal(first?.before, null);
  ok(first?.text.endsWith('{\n  await greeterGreets(stage);\n}\n'));
});

test('what a stack imports is deployed with it', () => {
  equal(planFunction(ours, 'greeter', 'lab').next[0]?.[0], 'npm start -- --once bootstrap lab');
  equal(planFunction(ours, 'greeter', 'student').next[0]?.[0], 'npm start -- --once');
});

const PEOPLE = 'stacks:\n  site:\n    byPeople: so it is\n';

const REFUSED: [
  title: string,
  texts: Record<string, string>,
  name: string,
  stack: string | undefined,
  message: RegExp,
][] = [
  ['an unknown stack', SMALL, 'greeter', 'sit', /^no stack is called 'sit'; did you mean site\?$/],
  ['a stack that would be elsewhere', SMALL, 'greeter', '../site', /^no stack is called '\.\.\/site'/],
  [
    'no stack named',
    { ...SMALL, 'templates/b.yaml': 'Resources: {}' },
    'greeter',
    undefined,
    /^name the stack .*: site, b$/,
  ],
  ['no stack at all', { 'policies/a.json': '{}' }, 'greeter', undefined, /^name the stack .*: there is none$/],
  [
    'a stack of people’s',
    { ...SMALL, 'templates/environments/dev.yaml': PEOPLE },
    'greeter',
    'site',
    /^site is deployed by people, for and around the other stacks: choose another stack$/,
  ],
  [
    'a template in JSON',
    { 'templates/site.json': '{"Resources": {}}' },
    'greeter',
    'site',
    /^functions are added to templates\/site\.yaml, and the stack has another file: rewrite it as that$/,
  ],
  ['a function', { ...SMALL, 'functions/greeter/a.ts': '' }, 'greeter', 'site', /^functions\/greeter is there already/],
  [
    'a policy',
    { ...SMALL, 'policies/greeter.json': '' },
    'greeter',
    'site',
    /^policies\/greeter\.json is there already/,
  ],
  ['a default', SMALL, 'site-pages', 'site', /^'site-pages' is a default of PagesName in templates\/site\.yaml/],
  [
    'a parameter of the template',
    SMALL,
    'pages',
    'site',
    /^templates\/site\.yaml has 'PagesName' in Parameters already/,
  ],
];

for (const [title, texts, name, stack, message] of REFUSED) {
  test(`refused: ${title}`, () => throws(() => of(texts, name, stack), { name: 'UserError', message }));
}
