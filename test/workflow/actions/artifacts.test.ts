import { deepEqual, equal, match } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { pinned, type Ran, workflowRun } from './acting.ts';

const UP = pinned('actions/upload-artifact');
const DOWN = pinned('actions/download-artifact');
const MAKE = {
  run: [
    'mkdir -p out/deep/.h brace',
    'echo a > out/a.txt; echo b > out/deep/b.txt; echo c > out/deep/c.log',
    'echo h > out/.hidden; echo i > out/deep/.h/i.txt; echo x > "brace/b.{x}"',
  ].join('\n'),
};
const LIST = { run: 'cd got && find . -type f | sort' };

function success(ran: Ran): Ran {
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  return ran;
}

test('What one job uploads another downloads, byte for byte, though act has ended between', async (t) => {
  const { store, job } = await workflowRun(t);
  const many = {
    run: "mkdir out; node -e \"require('fs').writeFileSync('out/big', require('crypto').randomBytes(20e6))\"; sha256sum < out/big",
  };
  const up = { id: 'up', uses: UP, with: { name: 'big', path: 'out', 'compression-level': 0, 'retention-days': 7 } };
  const first = success(await job(many, up));
  const second = success(
    await job({ id: 'down', uses: DOWN, with: { name: 'big', path: 'got' } }, { run: 'sha256sum < got/big' }),
  );
  const sums = [first, second].map(({ log }) => /^[0-9a-f]{64}/m.exec(log)?.[0]);
  equal(sums[0], sums[1]);
  const zip = await readFile(join(store, '77/big/big.zip'));
  equal(first.outputs['up.artifact-digest'], createHash('sha256').update(zip).digest('hex'));
  match(first.outputs['up.artifact-id'] ?? '', /^\d+$/);
  match(
    first.outputs['up.artifact-url'] ?? '',
    /^http:\/\/127.0.0.1:9\/octo-org\/stackwarden\/actions\/runs\/77\/artifacts\/\d+$/,
  );
  match(second.outputs['down.download-path'] ?? '', /hostexecutor\/got$/);
});

const PATHS: { name: string; path: string; more?: Record<string, unknown>; holds: string[] }[] = [
  { name: 'a file', path: 'out/deep/b.txt', holds: ['b.txt'] },
  { name: 'a folder, without what is hidden', path: 'out', holds: ['a.txt', 'deep/b.txt', 'deep/c.log'] },
  {
    name: 'a folder with what is hidden',
    path: 'out/',
    more: { 'include-hidden-files': true },
    holds: ['.hidden', 'a.txt', 'deep/.h/i.txt', 'deep/b.txt', 'deep/c.log'],
  },
  { name: 'lines', path: 'out/a.txt\n\n  out/deep/c.log\n# not this\nout/none', holds: ['a.txt', 'deep/c.log'] },
  { name: 'a pattern', path: 'out/*.txt', holds: ['a.txt'] },
  { name: 'a pattern over folders', path: 'out/**/*.txt', holds: ['a.txt', 'deep/b.txt'] },
  { name: 'a pattern of a folder', path: 'ou?/de*', holds: ['out/deep/b.txt', 'out/deep/c.log'] },
  { name: 'all but some', path: 'out/**\n!out/deep/*.log', holds: ['a.txt', 'deep/b.txt'] },
  { name: 'all but a folder', path: 'out\n!out/deep', holds: ['a.txt'] },
  {
    name: 'an absolute path',
    path: '${{ github.workspace }}/out/a.txt\n${{ runner.temp }}/none',
    holds: ['hostexecutor/out/a.txt'],
  },
  { name: 'braces by the letter', path: 'brace/***.{x}', holds: ['b.{x}'] },
  { name: 'the home', path: '~/.github/workflows', holds: ['trial.yml'] },
];

test('Files, folders, lines of them and patterns are taken', async (t) => {
  const { store, job } = await workflowRun(t);
  const steps = PATHS.map(({ path, more }, place) => ({ uses: UP, with: { name: `n${place}`, path, ...more } }));
  success(await job(MAKE, ...steps));
  for (const [place, { name, holds }] of PATHS.entries()) {
    const zip = await readFile(join(store, `77/n${place}/n${place}.zip`));
    deepEqual(Object.keys(unzipSync(zip)), holds, name);
  }
});

test('Links are followed, in a circle but once', async (t) => {
  const { store, job } = await workflowRun(t);
  const link = { run: 'ln -s ../out out/deep/round; ln -s a.txt out/to-a' };
  success(await job(MAKE, link, { uses: UP, with: { path: 'out' } }));
  const zip = unzipSync(await readFile(join(store, '77/artifact/artifact.zip')));
  deepEqual(Object.keys(zip), ['a.txt', 'deep/b.txt', 'deep/c.log', 'to-a']);
});

test('A name is taken once in a run, unless it is to be overwritten', async (t) => {
  const { job } = await workflowRun(t);
  const up = (path: string, overwrite: boolean) => ({ uses: UP, with: { name: 'x', path, overwrite } });
  success(await job(MAKE, up('out/a.txt', false)));
  const twice = await job(MAKE, up('out/deep/b.txt', false));
  equal(twice.result, 'failure');
  deepEqual(twice.errors, [
    'Failed to CreateArtifact: (409) Conflict: an artifact with this name already exists on the workflow run',
  ]);
  const down = { uses: DOWN, with: { name: 'x', path: 'got' } };
  match(success(await job(down, LIST)).log, /\n\.\/a\.txt\n$/);
  success(await job(MAKE, up('out/deep/b.txt', true)));
  match(success(await job(down, LIST)).log, /downloaded\n\.\/b\.txt\n$/);
});

test('Of several artifacts each gets a folder, or all are merged; a pattern chooses', async (t) => {
  const { job } = await workflowRun(t);
  const ups = ['drift-dev', 'drift-prod', 'plan'].map((name) => [
    { run: `echo ${name} > ${name}.md` },
    { uses: UP, with: { name, path: `${name}.md` } },
  ]);
  success(await job(...ups.flat()));
  const got = async (given: Record<string, unknown>) => {
    const { log } = success(await job({ uses: DOWN, with: { path: 'got', ...given } }, LIST));
    return log.split('\n').filter((line) => line.startsWith('./'));
  };
  deepEqual(await got({}), ['./drift-dev/drift-dev.md', './drift-prod/drift-prod.md', './plan/plan.md']);
  deepEqual(await got({ pattern: 'drift-*', 'merge-multiple': true }), ['./drift-dev.md', './drift-prod.md']);
  deepEqual(await got({ pattern: '*', 'merge-multiple': true }), ['./drift-dev.md', './drift-prod.md', './plan.md']);
});

test('No artifact at all is no failure, unless one was named', async (t) => {
  const { job } = await workflowRun(t);
  const none = success(await job({ uses: DOWN, with: { pattern: '*' } }));
  match(none.log, /Total of 0 artifact\(s\) downloaded/);
  const named = await job({ uses: DOWN, with: { name: 'plan-dev' } });
  equal(named.result, 'failure');
  deepEqual(named.errors, ['Unable to download artifact(s): Artifact not found for name: plan-dev']);
});

test('Finding no file warns, fails or is passed over, as is wanted', async (t) => {
  const { job } = await workflowRun(t);
  const line = 'No files were found with the provided path: none, nor. No artifacts will be uploaded.';
  const up = (more: object) => job({ uses: UP, with: { path: 'none\nnor\n', ...more } });
  deepEqual(success(await up({})).warnings, [line]);
  deepEqual((await up({ 'if-no-files-found': 'error' })).errors, [line]);
  const ignored = success(await up({ 'if-no-files-found': 'ignore' }));
  deepEqual([...ignored.warnings, ...ignored.errors], []);
  match(ignored.log, /No files were found/);
});

const REFUSED: { name: string; with: Record<string, unknown>; line: RegExp }[] = [
  {
    name: 'a name that is a path',
    with: { name: 'a/b', path: 'out' },
    line: /^The artifact name is not valid: a\/b\. Contains the following character: "\/"$/,
  },
  {
    name: 'an unknown wish',
    with: { 'if-no-files-found': 'cry', path: 'out' },
    line: /^Input if-no-files-found must be one of warn, error, ignore, not 'cry'$/,
  },
  {
    name: 'a level that is none',
    with: { 'compression-level': 10, path: 'out' },
    line: /^Input compression-level must be a whole number from 0 to 9, not '10'$/,
  },
  {
    name: 'days that are none',
    with: { 'retention-days': -1, path: 'out' },
    line: /^Input retention-days must be a whole number/,
  },
  {
    name: 'another kind of pattern',
    with: { path: 'out/[ab].txt' },
    line: /^Path 'out\/\[ab\]\.txt': only \*, \*\* and \? are understood on a laptop$/,
  },
  { name: 'no path', with: { path: '' }, line: /^Input required and not supplied: path$/ },
];

test('What cannot be uploaded is told in one line', async (t) => {
  const { job } = await workflowRun(t);
  for (const { name, with: given, line } of REFUSED) {
    const ran = await job(MAKE, { uses: UP, with: given });
    equal(ran.errors.length, 1, name);
    match(ran.errors[0] ?? '', line);
  }
});
