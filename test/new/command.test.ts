import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { runProgram } from '../cli/program.ts';
import { contentsOf, folderOf, put } from './apply/folder.ts';
import { SMALL } from './trees.ts';

async function run(root: string, ...args: string[]) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return runProgram('new', ['--root', root, ...args], env);
}

const small = (t: TestContext) => folderOf(t, SMALL);

test('a stack and its second function are made, and told with what to do next', async (t) => {
  const root = await small(t);
  const made = await run(root, 'stack', 'notes');
  equal(made.code, 0, made.stderr);
  match(
    made.stdout,
    /^Made the stack notes:\n {2}new {6}templates\/notes\.yaml\n {2}changed {2}templates\/environments\/dev\.yaml\n/,
  );
  match(
    made.stdout,
    /\nNext:\n {2}npm start -- --once notes .*\n {2}npm run review .*\n {2}npm run prove -- notes .*\n$/,
  );
  equal((await run(root, 'function', 'greeter', '--stack', 'notes')).code, 0);
  const contents = await contentsOf(root);
  ok(contents['templates/notes.yaml']?.includes('GreeterFunction:'));
  deepEqual(
    Object.keys(contents)
      .filter((file) => /^(functions|policies)\//.test(file))
      .sort(),
    [
      ...['functions/greeter/events/greet.json', 'functions/greeter/events/smoke.json', 'functions/greeter/handler.ts'],
      ...['functions/notes/events/save.json', 'functions/notes/events/smoke.json', 'functions/notes/handler.ts'],
      ...['environment', 'failure', 'objects'].map((name) => `functions/shared/${name}.ts`),
      ...['greeter', 'lambda-trust', 'notes-bucket', 'notes'].map((name) => `policies/${name}.json`),
    ],
  );
});

test('a dry run writes nothing and says the same', async (t) => {
  const root = await small(t);
  const { code, stdout } = await run(root, 'stack', 'notes', '--dry-run', '--format', 'json');
  equal(code, 0);
  deepEqual(await contentsOf(root), SMALL);
  const { files, next, ...rest } = JSON.parse(stdout);
  deepEqual(rest, { formatVersion: 1, kind: 'stack', name: 'notes', dryRun: true });
  deepEqual(files.slice(0, 2), [
    { file: 'templates/notes.yaml', change: 'new' },
    { file: 'templates/environments/dev.yaml', change: 'changed' },
  ]);
  deepEqual(Object.keys(next[0]), ['command', 'use']);
  equal(next.length, 3);
  const made = JSON.parse((await run(root, 'stack', 'notes', '--format', 'json')).stdout);
  deepEqual(made, { ...rest, dryRun: false, files, next });
  deepEqual(
    files.map(({ file }: { file: string }) => file in SMALL),
    files.map(({ change }: { change: string }) => change === 'changed'),
  );
});

const MISTAKES: [args: string[], said: RegExp][] = [
  [[], /^new: say what is new and its name: npm run new -- stack\|function\|rule <name>\n$/],
  [['stack'], /^new: say what is new and its name/],
  [['stack', 'a', 'b'], /^new: say what is new and its name/],
  [['table', 'a'], /^new: 'table' is nothing that can be made: say stack, function or rule\n$/],
  [['stack', 'a', '--stack', 'site'], /^new: --stack is for functions, not for a stack\n$/],
  [['stack', '../../etc/passwd'], /^new: a stack's name has small letters, .* not '\.\.\/\.\.\/etc\/passwd'\n$/],
  [['stack', 'a\n::error::b'], /^new: a stack's name has small letters, [^\n]*\n$/],
  [['stack', 'site'], /^new: templates\/site\.yaml is there already: choose another name\n$/],
  [['function', 'greeter', '--stack', 'other'], /^new: no stack is called 'other'[^\n]*\n$/],
  [['rule', 'closing'], /^new: scripts\/review\/rules\/list\.ts is not there[^\n]*\n$/],
  [['rule', 'Closing'], /^new: a rule's name has small letters[^\n]*\n$/],
];

test('a mistake is told in one line, with exit code 2, and nothing is written', async (t) => {
  const root = await small(t);
  for (const [args, said] of MISTAKES) {
    const { code, stdout, stderr } = await run(root, ...args);
    deepEqual([code, stdout], [2, ''], args.join(' '));
    match(stderr, said);
  }
  deepEqual(await contentsOf(root), SMALL);
});

test('so is a file that is in the way', async (t) => {
  const root = await folderOf(t, { ...SMALL, functions: 'a file' });
  const { code, stderr } = await run(root, 'stack', 'notes');
  equal(code, 2);
  match(stderr, /^new: cannot use .*functions\/\w+: a file is where a folder must be \(ENOTDIR\)\n$/);
  deepEqual(await contentsOf(root), { ...SMALL, functions: 'a file' });
});

test('what a killed run left is taken back first', async (t) => {
  const file = 'templates/notes.yaml';
  const root = await folderOf(t, { ...SMALL, [file]: 'half' });
  const journal = { process: 2 ** 22 + 1, files: [{ file, before: null, text: 'half of it' }], folders: [] };
  await put(root, '.stackwarden/new.json', JSON.stringify(journal));
  const { code, stdout } = await run(root, 'stack', 'notes');
  equal(code, 0);
  match(stdout, /^Took back what a run that was killed had left\.\nMade the stack notes:\n/);
});
