import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeJobOutputs, writeJobSummary } from '../../../scripts/deployment/show/job-files.ts';

async function fileIn(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stackwarden-job-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'file');
}

test('outside of a job nothing is written', async () => {
  assert.equal(await writeJobSummary({}, 'text'), null);
  assert.equal(await writeJobOutputs({}, { Url: 'u' }), null);
});

test('a summary is added to what earlier steps wrote', async (t) => {
  const file = await fileIn(t);
  await writeJobSummary({ GITHUB_STEP_SUMMARY: file }, 'one');
  await writeJobSummary({ GITHUB_STEP_SUMMARY: file }, 'two');
  assert.equal(await readFile(file, 'utf8'), 'one\ntwo\n');
});

test('a summary longer than GitHub takes is cut, and says so', async (t) => {
  const file = await fileIn(t);
  await writeJobSummary({ GITHUB_STEP_SUMMARY: file }, 'ü'.repeat(1024 * 1024));
  const text = await readFile(file, 'utf8');
  assert.ok(Buffer.byteLength(text) < 1024 * 1024);
  assert.match(text, /The rest is in the log\.\n$/);
});

test('an output cannot end itself, whatever its value and its name', async (t) => {
  const file = await fileIn(t);
  const value = 'a\nEOF\nEvil=1\nend-\n';
  await writeJobOutputs({ GITHUB_OUTPUT: file }, { 'Url\nEvil': value });
  const text = await readFile(file, 'utf8');
  const [, name, delimiter] = /^([\w-]+)<<(end-[0-9a-f-]{36})\n/.exec(text) ?? [];
  assert.equal(name, 'Url_Evil');
  assert.equal(text, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
});

test('a file that cannot be written is a note, not a failure', async (t) => {
  const note = await writeJobSummary({ GITHUB_STEP_SUMMARY: join(await fileIn(t), 'no', 'file') }, 'text');
  assert.match(note ?? '', /^cannot write to .* for the job: ENOENT/);
});
