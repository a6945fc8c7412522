import { deepEqual, ok, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { cyclesOf } from './cycles.ts';
import { DOMAINS, folderOf, OF_A_FUNCTION, PURE, RULES, roomOf, waysToNetwork } from './import-rules.ts';
import { type Import, importsOf } from './imports.ts';
import { repositoryFiles } from './sources.ts';

const files = repositoryFiles();
const commands = files.flatMap((file) => /^scripts\/([\w-]+)\.ts$/.exec(file)?.[1] ?? []);
const imports = files
  .filter((file) => /^(scripts|functions|templates|test)\/.*\.(ts|mjs)$/.test(file) && !file.startsWith('test/cases/'))
  .flatMap((file) => importsOf(file, readFileSync(join(projectFolder, file), 'utf8')));
const ours = imports.filter(({ to }) => files.includes(to));

test('every folder below scripts is a known domain or belongs to a command', () => {
  const folders = new Set(files.flatMap((file) => /^scripts\/([\w-]+)\//.exec(file)?.[1] ?? []));
  const known = [...Object.keys(DOMAINS), ...commands, 'setup'];
  deepEqual(
    [...folders].filter((folder) => !known.includes(folder)),
    [],
  );
});

for (const [title, isWrong] of Object.entries(RULES)) {
  test(title, () => {
    ok(imports.length > 5000, `only ${imports.length} imports were found`);
    deepEqual(
      imports.filter(isWrong).map(({ from, to }) => `${from} → ${to}`),
      [],
    );
  });
}

test('what pure domains import reaches no network either', () => {
  deepEqual(waysToNetwork(imports), []);
});

test('no file imports itself by others; types do inside of a folder at most', () => {
  deepEqual(cyclesOf(ours.filter(({ runtime }) => runtime)), []);
  deepEqual(
    cyclesOf(ours).filter((group) => new Set(group.map(folderOf)).size > 1),
    [],
  );
});

test('what is known of domains has no cycle, and nothing that is not so', () => {
  const known = Object.entries(DOMAINS).flatMap(([from, below]) => below.map((to) => ({ from, to })));
  deepEqual(cyclesOf(known), []);
  const used = new Set(imports.map(({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`));
  deepEqual(
    known.filter(({ from, to }) => !used.has(`${from} → ${to}`)),
    [],
  );
  const all = new Set(imports.map(({ from, to }) => `${from} → ${to}`));
  deepEqual(
    OF_A_FUNCTION.filter((exception) => !all.has(exception)),
    [],
  );
  deepEqual(
    PURE.flatMap((domain) => DOMAINS[domain]?.filter((below) => !PURE.includes(below)) ?? [domain]),
    [],
  );
});

const runtime = { runtime: true, isDynamic: false };

/** Of each rule an import that breaks it, and one like it that does not. */
const SAMPLES: Record<string, [wrong: Partial<Import>, right: Partial<Import>][]> = {
  'domains import only the domains below them, and no command': [
    [
      { from: 'scripts/iam/a.ts', to: 'scripts/access/b.ts' },
      { from: 'scripts/access/b.ts', to: 'scripts/iam/a.ts' },
    ],
    [
      { from: 'scripts/cli/a.ts', to: 'scripts/review/b.ts' },
      { from: 'scripts/review/b.ts', to: 'scripts/cli/a.ts' },
    ],
    [
      { from: 'scripts/iam/a.ts', to: 'scripts/lint.ts' },
      { from: 'scripts/iam/a.ts', to: 'scripts/iam/b/c.ts' },
    ],
    [
      { from: 'scripts/git/a.ts', to: 'scripts/iam/b.ts', runtime: false },
      { from: 'scripts/git/a.ts', to: 'scripts/cli/b.ts', runtime: false },
    ],
  ],
  'a command imports its own folder and domains, not another command': [
    [
      { from: 'scripts/plan.ts', to: 'scripts/drift/a.ts' },
      { from: 'scripts/plan.ts', to: 'scripts/plan/a.ts' },
    ],
    [
      { from: 'scripts/plan/a.ts', to: 'scripts/drift/a.ts' },
      { from: 'scripts/plan/a.ts', to: 'scripts/iam/a.ts' },
    ],
    [
      { from: 'scripts/lint.ts', to: 'scripts/setup/a.mjs' },
      { from: 'scripts/setup.mjs', to: 'scripts/setup/a.mjs' },
    ],
  ],
  'nobody imports the file of a command: it runs': [
    [
      { from: 'scripts/plan/a.ts', to: 'scripts/plan.ts' },
      { from: 'scripts/plan.ts', to: 'scripts/plan/a.ts' },
    ],
    [
      { from: 'test/a.test.ts', to: 'scripts/setup.mjs' },
      { from: 'test/a.test.ts', to: 'scripts/setup/a.mjs' },
    ],
  ],
  'of a function scripts know its types alone; what they share is in functions/shared': [
    [
      { from: 'scripts/scenario/a.ts', to: 'functions/lab/handler.ts' },
      { from: 'scripts/scenario/a.ts', to: 'functions/lab/handler.ts', runtime: false },
    ],
    [
      { from: 'scripts/a/b.ts', to: 'functions/lab/c.ts' },
      { from: 'scripts/a/b.ts', to: 'functions/shared/c.ts' },
    ],
  ],
  'functions import themselves and functions/shared': [
    [
      { from: 'functions/a/b.ts', to: 'scripts/cli/c.ts' },
      { from: 'functions/a/b.ts', to: '@aws-sdk/client-s3' },
    ],
    [
      { from: 'functions/a/b.ts', to: 'functions/ab/c.ts' },
      { from: 'functions/a/b.ts', to: 'functions/a/c/d.ts' },
    ],
    [
      { from: 'functions/shared/a.ts', to: 'functions/b/c.ts' },
      { from: 'functions/b/c.ts', to: 'functions/shared/a.ts' },
    ],
  ],
  'a site imports its own files': [
    [
      { from: 'templates/a/b.ts', to: 'functions/shared/c.ts' },
      { from: 'templates/a/b.ts', to: 'templates/a/c/d.ts' },
    ],
    [
      { from: 'templates/a/b.ts', to: 'templates/c/d.ts', runtime: false },
      { from: 'templates/a/b.ts', to: 'valibot' },
    ],
  ],
  'scripts import no site': [
    [
      { from: 'scripts/a/b.ts', to: 'templates/a/b.ts' },
      { from: 'test/a/b.ts', to: 'templates/a/b.ts' },
    ],
  ],
  'only tests import tests': [
    [
      { from: 'scripts/a/b.ts', to: 'test/a/b.ts' },
      { from: 'test/a/b.ts', to: 'test/a/c.ts' },
    ],
  ],
  'set-up imports itself and Node, until there are packages': [
    [
      { from: 'scripts/other.mjs', to: 'scripts/lint/a.ts' },
      { from: 'scripts/other.mjs', to: 'scripts/setup/a.mjs' },
    ],
    [
      { from: 'scripts/setup.mjs', to: 'yaml' },
      { from: 'scripts/setup/a.mjs', to: 'esbuild', isDynamic: true },
    ],
    [
      { from: 'scripts/setup/a.mjs', to: 'scripts/cli/b.ts' },
      { from: 'scripts/setup/a.mjs', to: 'node:fs' },
    ],
  ],
  'pure domains reach no network': [
    [
      { from: 'scripts/iam/a.ts', to: '@aws-sdk/client-s3' },
      { from: 'scripts/aws/a.ts', to: '@aws-sdk/client-s3' },
    ],
    [
      { from: 'scripts/access/a.ts', to: '@aws-sdk/client-s3', isDynamic: true },
      { from: 'scripts/access/a.ts', to: '@aws-sdk/client-s3', runtime: false },
    ],
    [
      { from: 'scripts/git/a.ts', to: 'node:https' },
      { from: 'scripts/git/a.ts', to: 'node:fs' },
    ],
  ],
};

test('each rule finds what breaks it, and nothing else', () => {
  deepEqual(Object.keys(SAMPLES), Object.keys(RULES));
  for (const [title, pairs] of Object.entries(SAMPLES)) {
    for (const [wrong, right] of pairs) {
      const verdicts = [wrong, right].map((one) => RULES[title]?.({ from: '', to: '', ...runtime, ...one }));
      deepEqual(verdicts, [true, false], `${title}: ${JSON.stringify([wrong, right])}`);
    }
  }
});

test('an import is found in whatever form it is written', () => {
  const text = `
    import a, { type B } from './a.ts';
    import type { C } from '../c.ts';
    import { type D } from 'd';
    import './e.mjs';
    export { f } from './f.ts';
    export * from './g.ts';
    export type { H } from './h.ts';
    const i = await import('./i.ts');
    const j = await import(\`./j/\${name}.ts\`);
    const k = await import(name);
    type L = import('./l.ts').L;
    export const own = a;
  `;
  const found = importsOf('scripts/x/y.ts', text).map((one) => [one.to, one.runtime, one.isDynamic]);
  deepEqual(found.sort(), [
    ['*', true, true],
    ['d', false, false],
    ['scripts/c.ts', false, false],
    ['scripts/x/a.ts', true, false],
    ['scripts/x/e.mjs', true, false],
    ['scripts/x/f.ts', true, false],
    ['scripts/x/g.ts', true, false],
    ['scripts/x/h.ts', false, false],
    ['scripts/x/i.ts', true, true],
    ['scripts/x/j/*.ts', true, true],
    ['scripts/x/l.ts', false, false],
  ]);
  throws(() => importsOf('a.ts', 'import {'), /^Error: a\.ts: /);
});

const edges = (...names: string[]) => names.map((name) => ({ from: name.charAt(0), to: name.charAt(1) }));

test('cycles are found, of one file, of two and of more, each once', () => {
  deepEqual(cyclesOf(edges('ab', 'ac', 'bd', 'cd')), []);
  deepEqual(cyclesOf(edges('aa', 'ab')), [['a']]);
  deepEqual(cyclesOf(edges('xa', 'ab', 'bc', 'ca', 'cy', 'yz', 'zy', 'xz')), [
    ['y', 'z'],
    ['a', 'b', 'c'],
  ]);
});

test('a way to the network is found, however long, and types are none', () => {
  const link = (from: string, to: string, isRuntime = true) => ({ from, to, runtime: isRuntime, isDynamic: false });
  const way = [link('scripts/iam/a.ts', 'functions/shared/b.ts'), link('functions/shared/b.ts', '@aws-sdk/client-s3')];
  deepEqual(waysToNetwork(way), ['scripts/iam/a.ts → functions/shared/b.ts → @aws-sdk/client-s3']);
  deepEqual(waysToNetwork([link('scripts/iam/a.ts', 'functions/shared/b.ts', false), ...way.slice(1)]), []);
});
