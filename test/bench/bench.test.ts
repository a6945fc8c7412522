import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';

function bench(...args: string[]) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const command = [...program('bench'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: projectFolder,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

async function caseFile(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'cases.jsonl'), text);
  return folder;
}

const ROWS = [
  'decide',
  'compare-median',
  'compare-p99',
  'glob-few-stars',
  'glob-many-stars',
  'glob-heap',
  'glob-compare',
  'glob-compare-heap',
  'start-bundle',
  'start-tsx',
  'start-node',
];

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const side = { identityPolicies: [{ Version: '2012-10-17', Statement: statement }] };

test('as JSON it is one document with every row, of finite numbers', () => {
  const { status, stdout, stderr } = bench('iam', '--quick', '--format', 'json');
  equal(status, 0, stderr);
  const { formatVersion, quick, machine, rows } = JSON.parse(stdout);
  deepEqual([formatVersion, quick, machine.node], [1, true, process.version]);
  deepEqual(
    rows.map(({ id }: { id: string }) => id),
    ROWS,
  );
  for (const { suite, id, figure, goal, met, peer } of rows) {
    equal(suite, 'iam');
    ok(Number.isFinite(figure) && figure >= 0, id);
    equal(typeof met, goal === null ? 'object' : 'boolean', id);
    if (peer !== null) ok(Number.isFinite(peer.figure) && Number.isFinite(peer.ratio), id);
  }
});

test('cases of a file are timed, and named where they are slowest', async (t) => {
  const root = await caseFile(t, `\n${JSON.stringify({ id: 'mine', old: side, new: side })}\n`);
  const { status, stdout, stderr } = bench('iam', '--quick', '--root', root, '--cases', 'cases.jsonl');
  equal(status, 0, stderr);
  match(stdout, /^\| what .*\n\| -+ /);
  match(stdout, /^\| Comparison, median of 1 cases /m);
  match(stdout, /slowest are mine \(/);
});

test('other forms are written beside what is printed, of the same figures', async (t) => {
  const root = await caseFile(t, '');
  const copies = ['--write', 'json=bench.json', '--write', 'markdown=bench.md'];
  const { status, stdout, stderr } = bench('iam', '--quick', '--root', root, '--format', 'markdown', ...copies);
  equal(status, 0, stderr);
  match(stdout, /^# Benchmarks\n/);
  equal(await readFile(join(root, 'bench.md'), 'utf8'), stdout);
  const { rows, at } = JSON.parse(await readFile(join(root, 'bench.json'), 'utf8'));
  equal(stdout.match(/^\| iam \|/gm)?.length, rows.length);
  ok(stdout.includes(`<p>${at.slice(0, 10)}, `), stdout);
});

const MISTAKES: [title: string, text: string, args: string[], message: RegExp][] = [
  ['a suite that is none', '', ['iam', 'sqs'], /^bench: no suite 'sqs': use one of iam, review, deploy, backup\n$/],
  ['a file that is not there', '', ['--cases', 'no.jsonl'], /^bench: cannot read no\.jsonl \(ENOENT\): .*\n$/],
  ['no cases', '\n', ['--cases', 'cases.jsonl'], /^bench: cases\.jsonl has no cases: .*\n$/],
  ['no JSON', '{', ['--cases', 'cases.jsonl'], /^bench: cases\.jsonl:1: .*\n$/],
  [
    'a form that is none',
    '',
    ['--write', 'html=a'],
    /^bench: --write takes FORMAT=FILE, .*text\|json\|markdown, .*\n$/,
  ],
  [
    'no folder',
    '',
    ['--write', 'markdown=no/a.md'],
    /^bench: cannot write no\/a\.md: the folder does not exist; .*\n$/,
  ],
  ['a folder', '', ['--write', 'json=../'], /^bench: cannot write \.\.\/: it is a folder; name a file\n$/],
  ['no case', '{}', ['--cases', 'cases.jsonl'], /^bench: cases\.jsonl:1: \/old: expected an object of policies\n$/],
];

for (const [title, text, args, message] of MISTAKES) {
  test(`a mistake: ${title}`, async (t) => {
    const { status, stdout, stderr } = bench('--quick', '--root', await caseFile(t, text), ...args);
    deepEqual([status, stdout], [2, '']);
    match(stderr, message);
  });
}

test('a mistake of the file is told before anything is measured', async (t) => {
  const root = await caseFile(t, '{');
  const { status, stderr } = bench('--root', root, '--cases', 'cases.jsonl', '--write', 'markdown=no/a.md');
  deepEqual([status, stderr], [2, 'bench: cannot write no/a.md: the folder does not exist; make it first\n']);
});
