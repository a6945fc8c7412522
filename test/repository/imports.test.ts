import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { projectFolder } from '../../scripts/cli/project.ts';
import { repositoryFiles } from './sources.ts';

interface Import {
  from: string;
  to: string;
  /** False for `import type`, which is gone at run time. */
  runtime: boolean;
}

/** The domains that a domain may import, itself aside: the one way that imports go. */
const DOMAINS: Record<string, string[]> = {
  cli: [],
  template: ['cli'],
  iam: ['cli', 'template'],
  aws: ['cli', 'template'],
  access: ['cli', 'template', 'iam'],
  git: ['cli'],
  embedded: ['cli'],
  failures: ['cli'],
  deployment: ['cli', 'template', 'iam', 'aws', 'access', 'failures'],
  tables: ['cli', 'template', 'aws', 'failures', 'deployment'],
  scenario: ['cli', 'template', 'iam', 'aws', 'embedded', 'deployment', 'tables'],
};

/** Domains that read files at most: they never reach a network. */
const WITHOUT_SDK = ['cli', 'template', 'iam', 'access', 'git'];

const files = repositoryFiles();
const commands = files.flatMap((file) => /^scripts\/([\w-]+)\.ts$/.exec(file)?.[1] ?? []);
const imports = files.filter((file) => /^(scripts|functions)\/.*\.ts$/.test(file)).flatMap(importsOf);

function importsOf(file: string): Import[] {
  const { module } = parseSync(file, readFileSync(join(projectFolder, file), 'utf8'));
  const found = module.staticImports.map(({ moduleRequest, entries }) => ({
    name: moduleRequest.value,
    runtime: entries.length === 0 || entries.some(({ isType }) => !isType),
  }));
  return found.map(({ name, runtime }) => ({
    from: file,
    to: name.startsWith('.') ? join(dirname(file), name) : name,
    runtime,
  }));
}

/** `iam` of `scripts/iam/calls.ts`; the command's name for a command's own file; null outside `scripts/`. */
function roomOf(file: string): string | null {
  return /^scripts\/([\w-]+)(?:\/|\.ts$)/.exec(file)?.[1] ?? null;
}

function violations(isWrong: (found: Import) => boolean): string[] {
  return imports.filter(isWrong).map(({ from, to }) => `${from} → ${to}`);
}

test('every folder below scripts is a known domain or belongs to a command', () => {
  const folders = new Set(files.flatMap((file) => /^scripts\/([\w-]+)\//.exec(file)?.[1] ?? []));
  const known = [...Object.keys(DOMAINS), ...commands, 'setup'];
  deepEqual(
    [...folders].filter((folder) => !known.includes(folder)),
    [],
  );
});

test('domains import only the domains below them, and no command', () => {
  ok(imports.length > 50);
  const wrong = violations(({ from, to }) => {
    const [own, other] = [roomOf(from) ?? '', roomOf(to)];
    return own in DOMAINS && other !== null && other !== own && !DOMAINS[own]?.includes(other);
  });
  deepEqual(wrong, []);
});

test('a command imports its own folder and domains, not another command', () => {
  const wrong = violations(({ from, to }) => {
    const [own, other] = [roomOf(from) ?? '', roomOf(to)];
    return commands.includes(own) && other !== null && other !== own && !(other in DOMAINS);
  });
  deepEqual(wrong, []);
});

test('functions import no script, and one another only through functions/shared', () => {
  const wrong = violations(({ from, to }) => {
    if (!from.startsWith('functions/') || !to.includes('/')) return false;
    if (to.startsWith('scripts/')) return true;
    const [, folder = ''] = to.split('/');
    return to.startsWith('functions/') && folder !== 'shared' && !from.startsWith(`functions/${folder}/`);
  });
  deepEqual(wrong, []);
});

test('the pure domains import no SDK client', () => {
  const wrong = violations(({ from, to, runtime }) => {
    return runtime && to.startsWith('@aws-sdk/') && WITHOUT_SDK.includes(roomOf(from) ?? '');
  });
  deepEqual(wrong, []);
});
