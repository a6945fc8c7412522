import { deepEqual, equal, match } from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { defineCommand, helpText, runCommand } from '../../scripts/cli/command.ts';
import { Interrupted, UserError } from '../../scripts/cli/errors.ts';
import { EXIT } from '../../scripts/cli/exit.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { keepingStreams } from './streams.ts';

const greet = defineCommand({
  name: 'greet',
  summary: 'Greet people.',
  usage: '<name>...',
  options: {
    loud: { type: 'boolean', short: 'l', help: 'shout' },
    word: { type: 'string', value: 'WORD', default: 'hello', help: 'the word to use' },
  },
  async run({ options, positionals, root, out }) {
    if (positionals.includes('nobody')) throw new UserError('nobody cannot be greeted: name somebody');
    if (positionals.includes('bug')) throw new Error('broken');
    if (positionals.includes('stop')) throw new Interrupted();
    out.say(`${options.word} ${positionals.join(' ')}${options.loud ? '!' : ''}`);
    out.document({ greeted: positionals, root });
    return EXIT.done;
  },
});

async function run(...argv: string[]) {
  const streams = keepingStreams();
  const code = await runCommand(greet, argv, streams, {}, new AbortController().signal);
  return { code, ...streams.written };
}

test('options and words reach the command', async () => {
  deepEqual(await run('-l', '--word', 'bye', 'Ann'), { code: 0, stdout: 'bye Ann!\n', stderr: '' });
});

test('in JSON stdout carries the document alone', async () => {
  const { code, stdout, stderr } = await run('--format', 'json', 'Ann');
  equal(code, 0);
  deepEqual(JSON.parse(stdout), { greeted: ['Ann'], root: projectFolder });
  equal(stderr, 'hello Ann\n');
});

test('--root names another repository', async () => {
  const { stdout } = await run('--format=json', '--root', 'somewhere', 'Ann');
  equal(JSON.parse(stdout).root, resolve('somewhere'));
});

const MISTAKES: [argv: string[], message: RegExp][] = [
  [['--lod'], /^greet: Unknown option '--lod'; see npm run greet -- --help\n$/],
  [['--word'], /^greet: Option '--word <value>' argument missing; see/],
  [['--format', 'xml'], /^greet: --format takes text or json, not 'xml'\n$/],
  [['nobody'], /^greet: nobody cannot be greeted: name somebody\n$/],
];

for (const [argv, message] of MISTAKES) {
  test(`${argv.join(' ')} is a mistake: one line, exit code 2`, async () => {
    const { code, stdout, stderr } = await run(...argv);
    equal(code, 2);
    equal(stdout, '');
    match(stderr, message);
  });
}

test('what a message quotes cannot give GitHub an order', async () => {
  const sly = defineCommand({ ...greet, run: () => Promise.reject(new UserError('no\n::warning::such file')) });
  const streams = keepingStreams();
  await runCommand(sly, [], streams, {}, new AbortController().signal);
  equal(streams.written.stderr, 'greet: no ::warning::such file\n');
});

test('a bug keeps its stack and exits with 1', async () => {
  const { code, stderr } = await run('bug');
  equal(code, 1);
  match(stderr, /this is a bug[\s\S]*broken[\s\S]*command\.test\.ts/);
});

test('an interruption exits with 130 and says nothing', async () => {
  deepEqual(await run('stop'), { code: 130, stdout: '', stderr: '' });
});

test('a command without words refuses them', async () => {
  const streams = keepingStreams();
  const silent = defineCommand({ ...greet, usage: '' });
  const code = await runCommand(silent, ['Ann'], streams, {}, new AbortController().signal);
  equal(code, 2);
  match(streams.written.stderr, /Unexpected argument 'Ann'/);
});

test('help lists every option with its default', async () => {
  const { code, stdout } = await run('--help');
  equal(code, 0);
  equal(stdout, helpText(greet));
  match(stdout, /Usage: npm run greet -- \[options\] <name>\.\.\./);
  match(stdout, /-l, --loud\s+shout/);
  match(stdout, /--word WORD\s+the word to use \(default hello\)/);
});
