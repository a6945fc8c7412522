import { deepEqual, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { importsOf } from '../repository/imports.ts';
import { repositoryFiles } from '../repository/sources.ts';

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');
const options = { cwd: projectFolder, encoding: 'utf8' } as const;
const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--silent'], options));
const packed = new Set<string>(files.map(({ path }: { path: string }) => path));
const { dependencies } = JSON.parse(read('package.json'));

const isCode = (file: string) => /^(?:scripts|functions)\/.*\.(?:ts|mjs)$/.test(file);
const imports = [...packed].filter(isCode).flatMap((file) => importsOf(file, read(file)));
const atRunTime = imports.filter(({ runtime }) => runtime);

test('all files that packed files import are packed', () => {
  ok(atRunTime.length > 2000);
  // A name with a variable in it leads to any file of that folder: those are packed as a whole, which is seen below.
  const named = atRunTime.filter(({ to }) => /^(?:scripts|functions|templates|test)\//.test(to) && !to.includes('*'));
  deepEqual(
    named.filter(({ to }) => !packed.has(to)).map(({ from, to }) => `${from} → ${to}`),
    [],
  );
});

test('all packages that they import are installed with it, none is for development', () => {
  // Set-up starts what it has bundled by an expression.
  const strangers = atRunTime.filter(({ to }) => to !== '*' && !/^(?:scripts|functions|node:)/.test(to));
  const names = strangers.map(({ to }) => /^(?:@[\w-]+\/)?[\w.-]+/.exec(to)?.[0] ?? to);
  ok(names.length > 50);
  deepEqual([...new Set(names)].filter((name) => !(name in dependencies)).sort(), []);
});

test('of what commands read as well, nothing is left out', () => {
  const own = repositoryFiles().filter((file) => file.startsWith('scripts/'));
  const left = own.filter((file) => !packed.has(file)).map((file) => file.split('/')[1]?.replace(/\.ts$/, ''));
  deepEqual([...new Set(left)].sort(), ['bench', 'lint', 'test'], 'those for developers of this project');
});

test('the templates that bootstrap asks for are there, with their policies', () => {
  for (const stack of ['audit', 'bootstrap']) {
    const file = `templates/${stack}.yaml`;
    ok(packed.has(file));
    const policies = [...read(file).matchAll(/Location: \.\.\/(policies\/[\w.-]+)/g)].map(([, name = '']) => name);
    ok(policies.length > 3);
    deepEqual(
      policies.filter((name) => !packed.has(name)),
      [],
    );
  }
});

test('no test, no workflow, nothing that set-up made and no secret place is packed', () => {
  deepEqual(
    [...packed].filter((file) => /^(?:test|bench)\/|(?:^|\/)\.|__pycache__|\.test\.ts$/.test(file)),
    [],
  );
  const known = new Set(repositoryFiles());
  deepEqual(
    [...packed].filter((file) => !known.has(file)),
    [],
  );
});
