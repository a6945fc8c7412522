import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { accessChanges } from '../../scripts/access/changes.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { examine } from '../../scripts/review/examine.ts';
import { summaryOf } from '../../scripts/review/summary.ts';

const CASES = join(projectFolder, 'test', 'cases', 'review');
const SEEDS = [1, 2, 3];
const WAY = { today: '2026-01-01' };

/** The same sequence for the same seed, so that a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function golden(): { name: string; bytes: Buffer }[] {
  return readdirSync(CASES, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(?:json|ya?ml|template)$/.test(entry.name) && entry.name !== 'expected.json',
    )
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { name: path.slice(CASES.length + 1).replaceAll('/', '-'), bytes: readFileSync(path) };
    });
}

/** Bytes changed, put in, or taken away, at one to four places. */
function damaged(bytes: Buffer, random: (below: number) => number): Buffer {
  let result = bytes;
  for (let places = 1 + random(4); places > 0; places -= 1) {
    const at = random(result.length + 1);
    const put = Buffer.from(Array.from({ length: random(4) }, () => random(256)));
    result = Buffer.concat([result.subarray(0, at), put, result.subarray(Math.min(result.length, at + random(6)))]);
  }
  return result;
}

async function folderOf(t: TestContext, files: { name: string; bytes: Buffer }[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'stackwarden-damage-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  await mkdir(root, { recursive: true });
  await Promise.all(files.map(({ name, bytes }) => writeFile(join(root, name), bytes)));
  return root;
}

for (const seed of SEEDS) {
  test(`templates and documents with random damage are reviewed to the end (seed ${seed})`, async (t) => {
    const random = randomFrom(seed);
    const files = golden().map(({ name, bytes }) => ({ name, bytes: damaged(bytes, random) }));
    const { reviewed, findings } = await examine(await folderOf(t, files), WAY);
    const summary = summaryOf(reviewed, findings, 0);
    equal(summary.files, files.length);
    equal(summary.templates + summary.documents + summary.ignored.length + summary.unreadable, files.length);
    const { error, warning, suggestion } = summary.findings;
    equal(error + warning + suggestion, findings.length);
    const names = new Set(files.map(({ name }) => name));
    const misplaced = findings.filter(({ file, line, column }) => !names.has(file) || !(line >= 1) || !(column >= 1));
    deepEqual(misplaced, []);
    ok(findings.some(({ rule }) => rule === 'unreadable-file'));
    ok(summary.templates > 0 && summary.documents > 0);
  });
}

test('the access that damage gives or takes is told, or told to be undecided', async (t) => {
  const random = randomFrom(4);
  const files = golden();
  const whole = await examine(await folderOf(t, files), WAY);
  const broken = await examine(
    await folderOf(
      t,
      files.map(({ name, bytes }) => ({ name, bytes: damaged(bytes, random) })),
    ),
    WAY,
  );
  const { changes, undecided } = accessChanges(whole.reviewed, broken.reviewed, whole.surroundings);
  ok(changes.length > 0 && undecided.length > 0);
  const incomplete = changes.filter(({ principal, witness }) => principal === '' || witness.action === '');
  deepEqual(incomplete, []);
});
