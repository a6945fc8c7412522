import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Adopted, installed } from '../adopt/adopted.ts';
import { start, temporaryFolder } from '../start/running.ts';

const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) =>
  (block[1] ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim()),
);

/** Runs a command to its end, with words added that keep it off what the person or another test is using. */
function run(command: string, ...added: string[]) {
  const [program = '', ...args] = [...command.split(' '), ...added];
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: projectFolder, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

function helps(_t: TestContext, command: string): void {
  const { status, stdout, stderr } = run(command);
  equal(status, 0, stderr);
  ok(stdout.includes(`Usage: ${command.replace(' --help', ' [options]')}`), stdout);
}

/** In a repository with one template that this one was installed into; for all tests of it one. */
let adopted: Promise<Adopted> | null = null;
after(async () => {
  if (adopted !== null) await rm((await adopted).root, { recursive: true, force: true });
});

async function elsewhere(command: string, said: RegExp): Promise<void> {
  adopted ??= installed();
  const { root: cwd } = await adopted;
  const [program = '', ...args] = command.split(' ');
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  equal(status, 0, stderr);
  match(stdout, said);
}

/** What is tried of each command that the README shows. */
const TRIED: Record<string, (t: TestContext, command: string) => void | Promise<void>> = {
  'npm start': async (t) => {
    // The next one starts all stacks.
    const words = ['--port', '0', '--state', await temporaryFolder(t, 'readme'), 'bootstrap', 'lab'];
    const running = start(t, words, 'npm');
    await running.says(/Ctrl-C stops it/);
    match(running.stdout(), /✔ lab-function writes an item and an object/);
    running.child.kill('SIGINT');
    await running.ended;
  },
  'npm start -- --once': async (t, command) => {
    const state = await temporaryFolder(t, 'readme');
    const { status, stderr } = run(command, '--port', '0', '--state', state);
    equal(status, 0, stderr);
  },
  // The whole run is what this test is a part of.
  'npm test': (_t, command) => {
    const { status, stdout } = run(command, '--', 'iam/pattern');
    equal(status, 0, stdout);
    match(stdout, /pass \d+/);
  },
  'npm run package -- --offline': (_t, command) => {
    const { status, stdout, stderr } = run(command);
    equal(status, 0, stderr);
    match(stdout, /lab-function\s+\d+\.\d KB/);
  },
  'npm run plan -- --help': helps,
  "npm run explain -- 'No export named stackwarden-dev-Key found'": (_t, command) => {
    const { status, stdout } = run(command);
    equal(status, 0);
    match(stdout, /deploy the stack that exports stackwarden-dev-Key first/);
  },
  'npm run deploy -- --help': helps,
  'npm run workflow -- --help': helps,
  'npm run backup -- --help': helps,
  'npm run verify-backup -- --help': helps,
  'npm run restore -- --help': helps,
  'npm run drill -- --help': helps,
  'npm run rotate-key -- --help': helps,
  'npm run review -- --base HEAD': (_t, command) => {
    const { status, stdout, stderr } = run(command);
    equal(status, 0, stdout + stderr);
    match(stdout, /templates and \d+ policy documents reviewed/);
  },
  'npm run compare -- HEAD': (_t, command) => {
    const { stdout, stderr } = run(command);
    match(stdout, /^(Equal|Narrower|Broader|Incomparable): /m, stderr);
  },
  'npm run can -- --role LabLambdaRole --action dynamodb:PutItem --resource lab/LabTable': (_t, command) => {
    const { status, stdout, stderr } = run(command);
    equal(status, 0, stderr);
    match(stdout, /^Yes: lab\/LabLambdaRole/m);
  },
  'npm run can -- --who --action s3:PutObject --resource lab/LabBucket/some/key': (_t, command) => {
    const { status, stdout, stderr } = run(command);
    equal(status, 0, stderr);
    match(stdout, /lab\/DIYPermission\n {2}by policies\/lab-bucket\.json:\d+/);
  },
  'npm run prove -- lab': (_t, command) => {
    const { status, stdout, stderr } = run(command);
    equal(status, 0, stdout + stderr);
    match(stdout, /^lab-bucket\.json .* 100 %$/m);
    match(stdout, /changes of the policies of lab tried in \d+ s: each was noticed\.\n$/);
  },
  'npx stackwarden review': (_t, command) => elsewhere(command, /^1 template and 0 policy documents reviewed/m),
  'npx stackwarden deploy --help': (_t, command) => elsewhere(command, /^Usage: npx stackwarden deploy \[options\]/m),
  'npm run lint': (_t, command) => {
    const { status, stdout, stderr } = run(command);
    equal(status, 0, stdout + stderr);
  },
};

for (const command of commands) {
  test(`the README's '${command}' works`, async (t) => {
    const tried = TRIED[command];
    ok(tried, 'say here how it is tried');
    await tried(t, command);
  });
}

test('every command that is tried is in the README', () => {
  deepEqual(Object.keys(TRIED).sort(), [...commands].sort());
});

test('every file and folder that the README names is there', () => {
  const names = [...readme.matchAll(/`([.\w-]+\/[\w./-]*)`/g)].map((found) => found[1] ?? '');
  ok(names.length > 5);
  const missing = names.filter(
    (name) => ![name, `templates/${name}`].some((file) => existsSync(join(projectFolder, file))),
  );
  deepEqual(missing, []);
});
