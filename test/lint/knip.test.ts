import { deepEqual, equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { KNIP_RUNS } from '../../scripts/lint/checks.ts';

const KNIP = join(projectFolder, 'node_modules', '.bin', 'knip');

const FILES = {
  'package.json': '{ "type": "module", "dependencies": { "left": "1.0.0" } }',
  'scripts/a.ts': "import { used } from './a/used.ts';\nused();\n",
  'scripts/a/used.ts':
    'export const own = () => 1;\nexport const used = () => own();\nexport const forTests = () => 2;\n' +
    'export interface Own { a: Own }\n/** @internal for tests */\nexport const table = 3;\n',
  'scripts/a/unused.ts': 'export const unused = 1;\n',
  'scripts/a/tested.ts': 'export const tested = 1;\n',
  'test/a.test.ts':
    "import { tested } from '../scripts/a/tested.ts';\nimport { forTests, table } from '../scripts/a/used.ts';\n" +
    'forTests() + table + tested;\n',
  'test/cases/b/handler.ts': 'export const data = 1;\n',
};

type Named = { name: string }[];

/** `kind name`, sorted, of what a run of the linter finds in a repository with something of each kind that is unused. */
async function found(t: TestContext, args: readonly string[]): Promise<{ status: number | null; found: string[] }> {
  const root = await mkdtemp(join(tmpdir(), 'knip-'));
  t.after(() => rm(root, { recursive: true }));
  for (const [file, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  const options = args.filter((arg) => arg !== '--treat-config-hints-as-errors');
  const absolute = options.map((arg) => (arg.endsWith('.ts') ? join(projectFolder, arg) : arg));
  const { status, stdout } = spawnSync(KNIP, [...absolute, '--directory', root, '--reporter', 'json'], {
    encoding: 'utf8',
  });
  const issues: Record<string, Named>[] = JSON.parse(stdout).issues;
  const names = issues.flatMap((issue) =>
    ['files', 'dependencies', 'exports', 'types'].flatMap((kind) =>
      (issue[kind] ?? []).map(({ name }) => `${kind} ${name}`),
    ),
  );
  return { status, found: names.sort() };
}

test('a file, a dependency, an export and a type that nothing else uses are found', async (t) => {
  const [everything] = KNIP_RUNS;
  deepEqual(await found(t, everything?.args ?? []), {
    status: 1,
    found: ['dependencies left', 'exports own', 'files scripts/a/unused.ts', 'types Own'],
  });
});

test('what only tests use is found, unless it is marked as theirs', async (t) => {
  const [, production] = KNIP_RUNS;
  equal(production?.name, 'knip --production');
  deepEqual(await found(t, production?.args ?? []), {
    status: 1,
    found: ['exports forTests', 'files scripts/a/tested.ts', 'files scripts/a/unused.ts'],
  });
});
