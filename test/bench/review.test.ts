import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readForReview } from '../../scripts/access/read/read.ts';
import { templateNumbered, writeFiles } from '../../scripts/bench/review/templates.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';

const TEMPLATES = Array.from({ length: 30 }, (_, number) => templateNumbered(number));

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'bench-review-test-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

function bench(...args: string[]) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const command = [...program('bench'), 'review', '--quick', ...args];
  return spawnSync(process.execPath, command, { cwd: projectFolder, encoding: 'utf8', env });
}

test('the built-in templates are thirty of 520 KB, alike in every run and each another', () => {
  const size = TEMPLATES.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  ok(size > 510_000 && size < 540_000, `${size} bytes`);
  deepEqual(templateNumbered(7), TEMPLATES[7]);
  equal(new Set(TEMPLATES.map(({ text }) => text)).size, 30);
  equal(TEMPLATES.filter(({ file }) => file.endsWith('.json')).length, 7);
});

test('the built-in templates are read whole, with roles, buckets, functions, queues and their policies', async (t) => {
  const root = await folder(t);
  await writeFiles(root, TEMPLATES);
  const { templates, unreadable, ignored } = await readForReview(root, { cache: null });
  deepEqual([templates.length, unreadable, ignored], [30, [], []]);
  for (const { file, resources, documents } of templates) {
    const types = new Set(resources.map(({ type }) => type));
    for (const type of ['IAM::Role', 'S3::Bucket', 'Lambda::Function', 'SQS::QueuePolicy'])
      ok(types.has(`AWS::${type}`), `${file} has no ${type}`);
    ok(documents.length > 8, file);
  }
});

test('all rows are measured, of the files that are given, beside cfn-lint', async (t) => {
  const root = await folder(t);
  await writeFiles(root, TEMPLATES.slice(0, 2));
  const { status, stdout, stderr } = bench('--files', root, '--format', 'json');
  equal(status, 0, stderr);
  const { rows } = JSON.parse(stdout);
  deepEqual(
    rows.map(({ id }: { id: string }) => id),
    ['review-cold', 'review-again', 'review-linear', 'review-memory'],
  );
  for (const { id, what, figure, peer, met } of rows) {
    ok(Number.isFinite(figure) && figure > 0 && Number.isFinite(peer.ratio), id);
    equal(typeof met, 'boolean');
    if (id === 'review-cold') ok(what.startsWith('Review of 2 files,'), what);
    if (id === 'review-cold') equal(peer.name, 'cfn-lint');
  }
});

test('a mistake: a folder without templates', async (t) => {
  const { status, stdout, stderr } = bench('--files', await folder(t));
  deepEqual([status, stdout], [2, '']);
  ok(/^bench: .* has no templates: name a folder with --files\n$/.test(stderr), stderr);
});
