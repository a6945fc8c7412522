import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { repositoryFiles } from './sources.ts';

const files = repositoryFiles();
const templates = files.filter((file) => /^templates\/[\w-]+\.yaml$/.test(file));
const templateText = templates.map((file) => readFileSync(join(projectFolder, file), 'utf8')).join('\n');

function mentions(pattern: RegExp): Set<string> {
  return new Set([...templateText.matchAll(pattern)].map((match) => match[1] ?? ''));
}

test('each function folder is used by a template, and each folder that a template names is there', () => {
  const folders = new Set(files.flatMap((file) => /^functions\/([\w-]+)\/handler\.ts$/.exec(file)?.[1] ?? []));
  ok(folders.size > 0);
  deepEqual([...folders].sort(), [...mentions(/\.\.\/functions\/([\w-]+)/g)].sort());
});

test('each policy is included by a template, and each that a template includes is there', () => {
  const policies = files.flatMap((file) => /^policies\/([\w.-]+\.json)$/.exec(file)?.[1] ?? []);
  ok(policies.length > 0);
  deepEqual(policies.sort(), [...mentions(/\.\.\/policies\/([\w.-]+\.json)/g)].sort());
});

test('each template is deployed in some environment', async () => {
  const names = files.flatMap((file) => /^templates\/environments\/([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);
  const environments = await Promise.all(
    names.map((name) => readEnvironment(projectFolder, name, {}, { offline: true })),
  );
  const deployed = environments.flatMap(({ stacks }) =>
    Object.entries(stacks).flatMap(([stack, { skip }]) => (skip === null ? [stack] : [])),
  );
  const stacks = templates.map((file) => file.replace(/^templates\/|\.yaml$/g, ''));
  deepEqual(
    stacks.filter((stack) => !deployed.includes(stack)),
    [],
  );
});

test('the top level holds what the design lists', () => {
  const allowed = new Set(
    `.ci .github templates functions scripts policies test package.json package-lock.json tsconfig.json README.md LICENSE
     requirements.txt requirements.in biome.json .gitignore .gitattributes .editorconfig .npmrc .nvmrc`.split(/\s+/),
  );
  const top = new Set(files.map((file) => file.split('/')[0] ?? ''));
  deepEqual(
    [...top].filter((name) => !allowed.has(name)),
    [],
  );
});
