import { equal, notEqual, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { bundleCommands } from '../../scripts/setup/bundle.mjs';

async function checkout(t: TestContext, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'scripts', 'setup'), { recursive: true });
  await writeFile(join(folder, 'package-lock.json'), '{}');
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(join(folder, 'scripts', 'setup', 'bundle.mjs'), '');
  await writeFile(join(folder, 'scripts', 'hello.ts'), source);
  return folder;
}

test('a command is bundled and runs; unchanged sources are not bundled again', async (t) => {
  const folder = await checkout(t, 'const text: string = "hello";\nprocess.stdout.write(text);\n');
  const build = await bundleCommands(folder);
  equal(execFileSync(process.execPath, [join(build, 'hello.js')], { encoding: 'utf8' }), 'hello');
  const made = statSync(build).mtimeMs;
  equal(await bundleCommands(folder), build);
  equal(statSync(build).mtimeMs, made);
});

test('a changed source makes a new bundle', async (t) => {
  const folder = await checkout(t, 'process.stdout.write("one");\n');
  const first = await bundleCommands(folder);
  await writeFile(join(folder, 'scripts', 'hello.ts'), 'process.stdout.write("three");\n');
  const second = await bundleCommands(folder);
  notEqual(second, first);
  equal(execFileSync(process.execPath, [join(second, 'hello.js')], { encoding: 'utf8' }), 'three');
});

test('two at once make one bundle and leave nothing unfinished', async (t) => {
  const folder = await checkout(t, 'export {};\n');
  const [first, second] = await Promise.all([bundleCommands(folder), bundleCommands(folder)]);
  equal(first, second);
  equal((await readdir(join(folder, '.stackwarden', 'build'))).length, 1);
});

test('a source that does not parse is named with its line', async (t) => {
  const folder = await checkout(t, 'export {};\nconst = 1;\n');
  await rejects(bundleCommands(folder), { message: /^scripts\/hello\.ts:2:7: / });
});
