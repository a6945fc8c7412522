import { deepEqual, equal, match } from 'node:assert/strict';
import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runProgram } from '../cli/program.ts';
import { scratchFork } from './runs/scratch.ts';

const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' };

const run = (args: string[], onText?: (text: string, child: ChildProcess) => void) =>
  runProgram('workflow', args, env, onText);

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'workflow-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('--help', async () => {
  const { code, stdout } = await run(['--help']);
  equal(code, 0);
  match(stdout, /^Usage: npm run workflow -- \[options\] <name>$/m);
});

const MISTAKES: [what: string, args: string[], said: RegExp][] = [
  ['no name', [], /^workflow: name the workflow: backup, deploy-environment, deploy, /],
  ['two names', ['deploy', 'drift'], /^workflow: one workflow at a time: leave out drift$/],
  ['an unknown name', ['deplo'], /^workflow: no workflow of the last commit is called 'deplo'; did you mean deploy\?$/],
  ['an input without a value', ['backup', '--input', 'table'], /^workflow: --input takes name=value, not 'table'$/],
  ['an input that is missing', ['backup'], /^workflow: give --input table=…: the workflow needs it$/],
  ['nothing to review', ['review', '--base', 'HEAD'], /^workflow: HEAD has nothing that HEAD has not: commit a change/],
  ['a base that is not there', ['review', '--base', 'nowhere'], /^workflow: no commit is called 'nowhere'/],
  ['no event', ['deploy', '--event', '/nonexistent.json'], /^workflow: cannot read \/nonexistent\.json \(ENOENT\): /],
  ['no actions', ['deploy', '--actions', '/nonexistent'], /^workflow: --actions takes 'published' or a folder: /],
];

for (const [what, args, said] of MISTAKES) {
  test(`${what}: exit code 2 and one line`, async () => {
    const { code, stdout, stderr } = await run(args);
    match(stderr.trimEnd(), said);
    deepEqual([code, stdout, stderr.trimEnd().split('\n').length], [2, '', 1]);
  });
}

test('outside of a repository: exit code 2 and one line', async (t) => {
  const { code, stderr } = await run(['deploy', '--root', await folder(t)]);
  equal(code, 2);
  match(stderr, /^workflow: \S+ is in no Git repository: there is no HEAD\n$/);
});

test('a job that is not there: exit code 2; a gate that nobody opens: 3; both leave nothing', async (t) => {
  const fork = await scratchFork(['dev']);
  t.after(fork.remove);
  const at = ['--root', fork.root, '--state', await folder(t)];
  const unknown = await run(['deploy', '--job', 'deev', ...at]);
  deepEqual([unknown.code, unknown.stderr], [2, "workflow: there is no job 'deev'; did you mean dev?\n"]);
  const held = await run(['deploy', '--format', 'json', ...at]);
  equal(held.code, 3, held.stderr);
  const { heldAt, jobs } = JSON.parse(held.stdout);
  deepEqual(
    [heldAt, jobs.map(({ id, result }: { id: string; result: string }) => [id, result])],
    ['dev/execute', [['dev/plan', 'success']]],
  );
  match(held.stderr, /^\*\*Can be deployed\*\* in dev: 1 to create\.$/m);
  match(held.stderr, /^■ gate: dev\/execute waits for an approval of the environment dev$/m);
});

test('interrupted in the middle of a job it exits with 130, and act ends with it', async (t) => {
  const fork = await scratchFork(['dev']);
  t.after(fork.remove);
  const state = await folder(t);
  const event = join(state, 'event.json');
  await writeFile(event, '{"sender": {"login": "a-person-who-stops"}}');
  let sent = false;
  const args = ['deploy', '--event', event, '--root', fork.root, '--state', join(state, 'account')];
  const { code, stdout } = await run(args, (text, child) => {
    if (!sent && /Check out/.test(text)) sent = child.kill('SIGINT');
  });
  equal(code, 130, stdout);
  const left = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  deepEqual(
    left.filter((line) => line.includes('a-person-who-stops')),
    [],
  );
});
