import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { parseTemplate } from '../../scripts/template/source.ts';
import { layoutProblems, type Repository } from './layout.ts';
import { repositoryFiles } from './sources.ts';

const files = repositoryFiles();

function templatesOf(): Record<string, unknown> {
  const named = files.filter((file) => /^templates\/[^/]+\.yaml$/.test(file));
  return Object.fromEntries(
    named.map((file) => [file, parseTemplate(readFileSync(join(projectFolder, file), 'utf8'), file).value]),
  );
}

async function deployedStacks(): Promise<string[]> {
  const names = files.flatMap((file) => /^templates\/environments\/([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);
  const environments = await Promise.all(
    names.map((name) => readEnvironment(projectFolder, name, {}, { offline: true })),
  );
  return environments.flatMap(({ stacks }) =>
    Object.entries(stacks).flatMap(([stack, { skip }]) => (skip === null ? [stack] : [])),
  );
}

test('what the design lists is there and used, and nothing else is there', async () => {
  const templates = templatesOf();
  ok(Object.keys(templates).length > 5 && files.length > 1000);
  deepEqual(layoutProblems({ files, templates, deployed: await deployedStacks() }), []);
});

const SOUND: Repository = {
  files: [
    ...['README.md', 'functions/hello/handler.ts', 'functions/shared/log.ts', 'policies/hello.json', 'test/a.test.ts'],
    ...['templates/a.yaml', 'templates/a/index.html', 'templates/environments/dev.yaml'],
  ],
  templates: {
    'templates/a.yaml': {
      Resources: {
        Hello: { Properties: { Code: '../functions/hello' } },
        Policy: { 'Fn::Transform': { Parameters: { Location: '../policies/hello.json' } } },
        Site: { Metadata: { Stackwarden: { Files: 'a' } } },
      },
    },
  },
  deployed: ['a'],
};

const more = (...added: string[]): Repository => ({ ...SOUND, files: [...SOUND.files, ...added] });
const without = (gone: string): Repository => ({ ...SOUND, files: SOUND.files.filter((file) => file !== gone) });

const DAMAGED: [title: string, repository: Repository, problems: string[]][] = [
  ['nothing', SOUND, []],
  ['nothing, where findings are suppressed', more('policies/suppressions.yaml'), []],
  ['a function too many', more('functions/b/handler.ts'), ['functions/b: no template uses it']],
  ['a function that is gone', without('functions/hello/handler.ts'), ['functions/hello: is not there']],
  [
    'a folder without a handler',
    { ...SOUND, files: [...without('functions/hello/handler.ts').files, 'functions/hello/a.ts'] },
    ['functions/hello: there is no handler.ts'],
  ],
  ['a policy too many', more('policies/b.json'), ['policies/b.json: no template uses it']],
  ['a policy in a folder', more('policies/b/c.json'), ['policies/b: no template uses it']],
  ['a policy that is gone', without('policies/hello.json'), ['policies/hello.json: is not there']],
  ['a site too many', more('templates/b/index.html'), ['templates/b: no template uses it']],
  ['a site that is gone', without('templates/a/index.html'), ['templates/a: is not there']],
  ['a template that is none', more('templates/b.yml'), ['templates/b.yml: no template uses it']],
  ['a template that nobody deploys', { ...SOUND, deployed: [] }, ['templates/a.yaml: no environment deploys it']],
  ['a file at the top', more('notes.txt'), ['notes.txt: does not belong at the top']],
  ['a folder at the top', more('docs/a.md'), ['docs: does not belong at the top']],
];

for (const [title, repository, problems] of DAMAGED) {
  test(`found: ${title}`, () => deepEqual(layoutProblems(repository), problems));
}
