import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { changedFiles, fork, put, succeeds } from './fork.ts';
import { type Block, recipesIn } from './recipes.ts';

/** Where git looks at nothing. */
const [PROJECT, REVIEW] = ['.stackwarden/tsconfig.json', '.stackwarden/review.json'];
const PAGE = '.github/CONTRIBUTING.md';
const recipes = recipesIn(readFileSync(join(projectFolder, PAGE), 'utf8'));

/** Does what a block says, as a person would who copies it. */
async function follow(root: string, { language, text, file }: Block): Promise<void> {
  if (language === 'diff') await succeeds(root, 'git', ['apply', '-'], text);
  else if (language === 'json') await put(root, file ?? '', text);
  else for (const line of text.trim().split('\n')) await runLine(root, line);
}

async function runLine(root: string, line: string): Promise<void> {
  const [program = '', ...args] = line.split(' ');
  // Another test may have the port that a person takes.
  await succeeds(root, program, line.startsWith('npm start ') ? [...args, '--port', '0'] : args);
}

async function passesLint(root: string): Promise<void> {
  const changed = await changedFiles(root);
  const code = changed.filter((file) => /\.(ts|json)$/.test(file) && !file.startsWith('test/cases/'));
  ok(code.length > 15, code.join(' '));
  await succeeds(root, 'node_modules/.bin/biome', ['check', '--error-on-warnings', ...code]);
  const files = code.filter((file) => file.endsWith('.ts')).map((file) => `../${file}`);
  await writeFile(join(root, PROJECT), JSON.stringify({ extends: '../tsconfig.json', include: [], files }));
  await succeeds(root, 'node_modules/.bin/tsc', ['--noEmit', '--project', PROJECT]);
  await succeeds(root, 'npm', ['run', 'package', '--', '--offline', '--environment', 'local']);
  const packaged = changed.flatMap((file) => /^templates\/(\w+)\.yaml$/.exec(file)?.[1] ?? []);
  deepEqual(packaged, ['notes']);
  await succeeds(root, '.venv/bin/cfn-lint', ['-c', 'I', '--', '.stackwarden/package/local/notes.json']);
}

/** What holds any stack, function and policy to the rules of this repository. */
const CONFORMANCE = [
  'repository/layout',
  'repository/grants',
  'repository/security',
  'repository/accounts',
  'bootstrap/sizes',
];

test('the recipes, followed word by word one after the other, end with everything as it is wanted', async (t) => {
  deepEqual([...recipes.keys()], ['A stack', 'A function', 'A review rule']);
  const root = await fork(t);
  for (const [title, blocks] of recipes) {
    ok(blocks.length >= 2, title);
    for (const block of blocks) await follow(root, block);
  }
  await passesLint(root);
  await succeeds(root, 'npm', ['test', '--', ...CONFORMANCE]);
  await succeeds(root, 'npm', ['run', 'review', '--', '--write', `json=${REVIEW}`]);
  const { summary, findings } = JSON.parse(await readFile(join(root, REVIEW), 'utf8'));
  deepEqual([summary.findings.error, summary.findings.warning], [0, 0]);
  ok(findings.every(({ rule }: { rule: string }) => rule !== 'account-closing'));
  // The account of the first recipe is kept, and has what this stack needs.
  const steps = await succeeds(root, 'npm', ['start', '--', '--once', '--port', '0', 'notes']);
  match(steps, /✔ the function writes an object under its own role[\s\S]*✔ note-greeter greets/);
});

const SAMPLE = `# Page

## Recipes

### One

In \`a/b.json\`, which is
no \`c\`, says:

\`\`\`json
{}
\`\`\`

\`\`\`sh
npm start
npm test
\`\`\`

### Two

\`\`\`diff
--- a/x
\`\`\`

## Other

\`\`\`sh
rm -rf /
\`\`\`
`;

test('a recipe is read as its blocks, and nothing else of the page', () => {
  deepEqual(
    [...recipesIn(SAMPLE)],
    [
      [
        'One',
        [
          { language: 'json', text: '{}\n', file: 'a/b.json' },
          { language: 'sh', text: 'npm start\nnpm test\n', file: null },
        ],
      ],
      ['Two', [{ language: 'diff', text: '--- a/x\n', file: null }]],
    ],
  );
  equal(recipesIn('# Page\n').size, 0);
});
