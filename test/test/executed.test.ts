import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { testFiles } from '../../scripts/test/files.ts';

const REPORTER = join(projectFolder, 'scripts/test/executed-reporter.mjs');

async function folder(t: TestContext, files: Record<string, string>): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'runner-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  await mkdir(join(made, 'test', 'deep'), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(made, 'test', file), text);
  return made;
}

/** The exit code and output of a run of these test files, with the reporter that `npm test` adds. */
async function runTests(t: TestContext, files: Record<string, string>) {
  const made = await folder(t, files);
  const names = Object.keys(files).map((file) => join(made, 'test', file));
  const args = ['--test', `--test-reporter=${REPORTER}`, '--test-reporter-destination=stdout', ...names];
  // A runner inside a test would report to the outer runner.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync(process.execPath, args, { encoding: 'utf8', env });
}

test('a run that executes a test passes', async (t) => {
  const { status, stdout } = await runTests(t, { 'a.test.ts': "require('node:test').test('a', () => {});" });
  equal(status, 0);
  equal(stdout, '');
});

test('a run of files without tests fails', async (t) => {
  const { status, stdout } = await runTests(t, { 'a.test.ts': '', 'b.test.ts': '' });
  equal(status, 1);
  match(stdout, /no test was executed/);
});

test('a run in which every test is skipped fails', async (t) => {
  const skipped = "require('node:test').test('a', { skip: 'no reason' }, () => {});";
  equal((await runTests(t, { 'a.test.ts': skipped })).status, 1);
});

test('a run of empty suites fails', async (t) => {
  equal((await runTests(t, { 'a.test.ts': "require('node:test').describe('a', () => {});" })).status, 1);
});

test('test files are found at any depth, by words of their path', async (t) => {
  const made = await folder(t, { 'b.test.ts': '', 'deep/a.test.ts': '', 'deep/helper.ts': '' });
  deepEqual(await testFiles(made, []), ['test/b.test.ts', 'test/deep/a.test.ts']);
  deepEqual(await testFiles(made, ['deep/']), ['test/deep/a.test.ts']);
  deepEqual(await testFiles(made, ['nothing']), []);
});
