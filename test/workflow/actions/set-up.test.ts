import { deepEqual, equal, match } from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { act, pinned, type Ran, scratch, step } from './acting.ts';

const NODE = pinned('actions/setup-node');
const PYTHON = pinned('actions/setup-python');
const MAJOR = process.version.slice(1).split('.')[0] ?? '';

/** Puts programs on the PATH, before those of the machine. */
async function withPrograms(t: TestContext, programs: Record<string, string>): Promise<{ PATH: string }> {
  const folder = await scratch(t);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return { PATH: `${folder}:${process.env.PATH}` };
}

/** What a Python says of itself. */
function python(path: string, version: string): string {
  return `printf '%s\\n' '${path}' '${version}'`;
}

function node(t: TestContext, given: Record<string, unknown>, file = ''): Promise<Ran> {
  const write = { run: `printf '%s\\n' '${file}' > version` };
  return act(t, { steps: [write, { id: 's', uses: NODE, with: given }] });
}

test('The Node that is there is taken, without a word when it is the one that is wanted', async (t) => {
  for (const given of [
    {},
    { 'node-version': MAJOR },
    { 'node-version': process.version },
    { 'node-version-file': 'version' },
  ]) {
    const ran = await node(t, { ...given, 'package-manager-cache': false }, MAJOR);
    equal(ran.result, 'success', ran.errors.join());
    deepEqual(ran.warnings, []);
    deepEqual(ran.outputs, { 's.node-version': process.version, 's.cache-hit': 'false' });
  }
});

const NODE_TOLD: { given: Record<string, unknown>; file?: string; line: RegExp }[] = [
  { given: { 'node-version': '99' }, line: /^Node 99 is wanted: this runs with v\d+\.\d+\.\d+, which is on the PATH$/ },
  { given: { 'node-version-file': 'version' }, file: 'v98.1.0', line: /^Node v98\.1\.0 is wanted: this runs with/ },
  {
    given: { 'node-version': 'lts/*' },
    line: /^Node lts\/\* is wanted, which cannot be told without a network: this runs with v/,
  },
  { given: { cache: 'npm' }, line: /^cache: npm is not used on a laptop: packages come from where npm has them$/ },
  {
    given: { 'node-version': MAJOR, 'node-version-file': 'version' },
    line: /^Both node-version and node-version-file inputs are specified, only node-version will be used$/,
  },
];

test('Another Node than the one that is wanted is told, and what is not done here', async (t) => {
  for (const { given, file, line } of NODE_TOLD) {
    const ran = await node(t, given, file);
    equal(ran.result, 'success', ran.errors.join());
    equal(ran.warnings.length, 1);
    match(ran.warnings[0] ?? '', line);
  }
});

test('A file of the version that is not there, or holds more, is told', async (t) => {
  const none = await node(t, { 'node-version-file': 'none' });
  match(none.errors.join(), /^The specified node version file at: \/.*\/none does not exist$/);
  const json = await node(t, { 'node-version-file': 'version' }, '{"engines": {}}');
  match(json.errors.join(), /\/version is read on a laptop only when it holds nothing but a version$/);
  const perhaps = await node(t, { 'package-manager-cache': 'perhaps' });
  deepEqual(perhaps.errors, ["Input package-manager-cache must be true or false, not 'perhaps'"]);
});

test('Without Node, or without Python, a step fails', async () => {
  const nothing = { PATH: '', 'INPUT_PACKAGE-MANAGER-CACHE': 'true' };
  deepEqual(await step('actions/setup-node', 'main.cjs', nothing), [
    '::error::There is no node on the PATH: install it\n',
    1,
  ]);
  const python = await step('actions/setup-python', 'main.cjs', { ...nothing, 'INPUT_PYTHON-VERSION': '3.13' });
  deepEqual(python, ['::error::There is no python3 on the PATH: install it\n', 1]);
});

test('The Python that is wanted is taken where there is one, and is python3 from then on', async (t) => {
  const real = await scratch(t);
  await mkdir(join(real, "it's"));
  const path = join(real, "it's", 'python');
  await writeFile(path, '#!/bin/sh\necho "wanted one: $*"\n', { mode: 0o755 });
  const wanted = `cat <<'END'\n${path}\n3.97.4\nEND`;
  const env = await withPrograms(t, { 'python3.97': wanted, python3: python('/usr/bin/python3', '3.11.7') });
  const steps = [{ id: 's', uses: PYTHON, with: { 'python-version': '3.97' } }, { run: "python3 'a b' && python c" }];
  const ran = await act(t, { steps, path: env.PATH });
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  deepEqual(ran.warnings, []);
  deepEqual(ran.outputs, { 's.python-version': '3.97.4', 's.python-path': path });
  match(ran.log, /wanted one: a b\nwanted one: c\n/);
});

const PYTHON_TOLD: { wanted: string; warnings: string[] }[] = [
  { wanted: '3.11', warnings: [] },
  { wanted: '3', warnings: [] },
  { wanted: '', warnings: [] },
  { wanted: '3.98', warnings: ['Python 3.98 is wanted: this runs with 3.11.7, which is on the PATH'] },
  { wanted: '3.98.1', warnings: ['Python 3.98.1 is wanted: this runs with 3.11.7, which is on the PATH'] },
];

test('Else it is the Python that is there, and another than the one that is wanted is told', async (t) => {
  // As version managers do: the name is there, and what it stands for is not.
  const shim = 'echo "python3.98: command not found" >&2; exit 127';
  const env = await withPrograms(t, {
    'python3.98': shim,
    'python3.11': shim,
    python3: python('/usr/bin/python3', '3.11.7'),
  });
  for (const { wanted, warnings } of PYTHON_TOLD) {
    const ran = await act(t, {
      steps: [{ id: 's', uses: PYTHON, with: { 'python-version': wanted } }],
      path: env.PATH,
    });
    equal(ran.result, 'success', ran.errors.join());
    deepEqual(ran.warnings, warnings, wanted);
    deepEqual(ran.outputs, { 's.python-version': '3.11.7', 's.python-path': '/usr/bin/python3' });
  }
  const range = await act(t, { steps: [{ uses: PYTHON, with: { 'python-version': '>=3.10' } }], path: env.PATH });
  deepEqual(range.errors, ["python-version: '>=3.10' is not understood on a laptop: write a version such as 3.13"]);
});
