import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { needsPython } from '../../scripts/setup/needs.mjs';
import { importsOf } from '../repository/imports.ts';
import { repositoryFiles } from '../repository/sources.ts';

/** What asks for a Python program, or for what is compiled of one. */
const ASKS = /\b(?:pythonTool|readHandlers)\(/;

/** It has them installed when it comes to need them (`scripts/review/schemas-at-hand.ts`). */
const LATER = ['review'];

const texts = new Map(
  repositoryFiles()
    .filter((file) => /^(?:scripts|functions)\/.*\.ts$/.test(file))
    .map((file) => [file, readFileSync(join(projectFolder, file), 'utf8')]),
);

/** All that is loaded for a file, sooner or later. */
function reached(file: string, found = new Set<string>()): Set<string> {
  const text = texts.get(file);
  if (text === undefined || found.has(file)) return found;
  found.add(file);
  for (const { to, runtime } of importsOf(file, text)) if (runtime) reached(to, found);
  return found;
}

const DECLARES = ['scripts/cli/project.ts', 'scripts/iam/catalog/handlers.ts'];
const asking = (file: string) => !DECLARES.includes(file) && ASKS.test(texts.get(file) ?? '');

test('Python is installed for the commands that ask for it, and for no other', () => {
  const commands = [...texts.keys()].flatMap((file) => /^scripts\/([\w-]+)\.ts$/.exec(file)?.[1] ?? []);
  ok(commands.length > 20);
  const asked = commands.filter((name) => [...reached(`scripts/${name}.ts`)].some(asking));
  deepEqual(
    commands.filter((name) => needsPython(name, []) && name !== 'test'),
    asked.filter((name) => !LATER.includes(name)),
  );
  deepEqual(
    LATER.filter((name) => asked.includes(name) && !needsPython(name, [])),
    LATER,
  );
});

test('set-up of everything, and of tests, installs it; help does not', () => {
  equal(needsPython(undefined, []), true);
  equal(needsPython('test', []), true);
  for (const help of ['--help', '-h']) equal(needsPython('deploy', ['--environment', 'dev', help]), false);
});
