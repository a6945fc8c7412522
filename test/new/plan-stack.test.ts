import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { planStack } from '../../scripts/new/plan-stack.ts';
import { parseSettings, parseTemplate } from '../../scripts/template/source.ts';
import { keepsLines, ours, SMALL, textOf, tree } from './trees.ts';

const of = (texts: Record<string, string>, name = 'notes') => planStack(tree(texts), name);

test('in this repository a stack has all that stacks have, and changes nothing but the environments', () => {
  const { files, next } = planStack(ours, 'weather-notes');
  deepEqual(
    files.map(({ file, before }) => [file, before === null]),
    [
      ['templates/weather-notes.yaml', true],
      ['templates/environments/dev.yaml', false],
      ['templates/environments/local.yaml', false],
      ['templates/environments/prod.yaml', false],
      ['policies/weather-notes.json', true],
      ['policies/weather-notes-bucket.json', true],
      ['functions/weather-notes/handler.ts', true],
      ['functions/weather-notes/events/save.json', true],
      ['functions/weather-notes/events/smoke.json', true],
      ['test/functions/weather-notes.test.ts', true],
      ['scripts/scenario/stacks/weather-notes.ts', true],
    ],
  );
  for (const { before, text } of files) ok(before === null || keepsLines(before, text));
  equal(next.length, 3);
});

test('its logical ids and defaults are made of its name', () => {
  const text = textOf(planStack(ours, 'weather-notes'), 'templates/weather-notes.yaml');
  const { Parameters, Resources } = parseTemplate(text, '').value as Record<
    string,
    Record<string, { Default?: unknown }>
  >;
  deepEqual(Object.keys(Resources ?? {}), [
    ...[
      'WeatherNotesBucket',
      'WeatherNotesBucketPolicy',
      'WeatherNotesRole',
      'WeatherNotesLogs',
      'WeatherNotesFunction',
    ],
  ]);
  const defaults = Object.entries(Parameters ?? {}).map(([name, { Default }]) => [name, Default]);
  deepEqual(Object.fromEntries(defaults), {
    BucketName: 'weather-notes',
    FunctionName: 'weather-notes',
    RoleName: 'WeatherNotesRole',
    LogRetentionDays: 30,
    PermissionsBoundary: '',
  });
});

test('names carry the environment’s, the embedded AWS’s aside; roles the boundary, where bootstrap makes one', () => {
  const stacksIn = (file: string, texts: Record<string, string>) => {
    const { stacks } = parseSettings(textOf(of(texts), file), file).value as { stacks: Record<string, unknown> };
    return stacks;
  };
  const bootstrapped = { ...SMALL, 'templates/bootstrap.yaml': 'Resources: {}\n' };
  const names = { BucketName: 'notes-dev', FunctionName: 'notes-dev', RoleName: 'NotesRole-dev' };
  const [dev, local] = ['templates/environments/dev.yaml', 'templates/environments/local.yaml'];
  deepEqual(stacksIn(dev, SMALL).notes, { parameters: names });
  deepEqual(stacksIn(dev, bootstrapped).notes, { parameters: { PermissionsBoundary: 'sw-dev-boundary', ...names } });
  deepEqual(stacksIn(local, SMALL), { notes: {}, site: {} });
  deepEqual(stacksIn(local, bootstrapped).notes, { parameters: { PermissionsBoundary: 'sw-local-boundary' } });
});

test('stacks stand in the order of their names', () => {
  const keys = (name: string) => {
    const text = textOf(of(SMALL, name), 'templates/environments/dev.yaml');
    return Object.keys((parseSettings(text, '').value as { stacks: object }).stacks);
  };
  deepEqual(keys('a'), ['a', 'site']);
  deepEqual(keys('zoo'), ['site', 'zoo']);
});

test('a repository of templates alone is given what functions share, and no scenario', () => {
  const { files, next } = of(SMALL);
  const paths = files.map(({ file }) => file);
  const added = ['environment.ts', 'failure.ts', 'objects.ts'].map((name) => `functions/shared/${name}`);
  deepEqual(
    paths.filter((file) => /shared|trust|^test|^scripts/.test(file)),
    ['policies/lambda-trust.json', ...added],
  );
  equal(next[0]?.[0], 'npm start -- --once notes');
});

const REFUSED: [title: string, texts: Record<string, string>, name: string, message: RegExp][] = [
  [
    'no templates',
    { 'policies/a.json': '{}' },
    'notes',
    /^there is no folder templates\/ here: make it, or say --root DIR$/,
  ],
  ['a stack of that name', SMALL, 'site', /^templates\/site\.yaml is there already: choose another name$/],
  ['one in JSON', { ...SMALL, 'templates/notes.json': '{}' }, 'notes', /^templates\/notes\.json is there already/],
  ['a function', { ...SMALL, 'functions/notes/a.ts': '' }, 'notes', /^functions\/notes is there already/],
  [
    'a policy, in whatever letters',
    { ...SMALL, 'policies/Notes.json': '{}' },
    'notes',
    /^policies\/notes\.json is there/,
  ],
  ['a bucket’s name', SMALL, 'site-pages', /^'site-pages' is a default of PagesName in templates\/site\.yaml: choose/],
  [
    'a name that is too long with that of an environment',
    { ...SMALL, 'templates/environments/staging.yaml': 'stacks:\n  site: {}\n' },
    'n'.repeat(28),
    /^'n+' is too long: with an environment's name, a bucket's has 27 characters at most$/,
  ],
  [
    'an environment on one line',
    { ...SMALL, 'templates/environments/test.yaml': 'stacks: {site: {}}\n' },
    'notes',
    /^templates\/environments\/test\.yaml: stacks is not written one key a line/,
  ],
];

for (const [title, texts, name, message] of REFUSED) {
  test(`refused: ${title}`, () => throws(() => of(texts, name), { name: 'UserError', message }));
}

test('the trust that all functions share is made once', () => {
  const { files } = of({ ...SMALL, 'policies/lambda-trust.json': '{}' });
  ok(files.every(({ file }) => file !== 'policies/lambda-trust.json'));
});
