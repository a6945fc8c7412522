import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { stringify } from 'yaml';
import { pythonTool } from '../../../scripts/cli/project.ts';
import { stageActions } from '../../../scripts/workflow/actions.ts';

const COMMIT = 'a'.repeat(40);
/** Runs a command after the job: put before another step, its post step comes after the other's. */
const PROBE = {
  'action.yml':
    'name: p\ninputs: { after: { required: true } }\nruns: { using: node24, main: main.cjs, post: post.cjs }\n',
  'main.cjs': '',
  'post.cjs': "require('node:child_process').execSync(process.env.INPUT_AFTER, { stdio: 'inherit' });",
};

/** How a step's `uses` names a stand-in. */
export function pinned(action: string): string {
  return `${action}@${COMMIT}`;
}

export interface Trial {
  steps: Record<string, unknown>[];
  event?: string;
  payload?: unknown;
  /** For the steps, and what act takes from it. */
  env?: Record<string, string>;
  token?: string;
  /** Where act's artifact server keeps them. */
  artifacts?: string;
  /** The PATH of the job. */
  path?: string;
  /** Below the workflow's folder. */
  files?: Record<string, string>;
}

export interface Ran {
  result: string;
  /** What steps wrote, masked. */
  log: string;
  errors: string[];
  warnings: string[];
  /** By `step.output`. */
  outputs: Record<string, string>;
}

interface Line {
  msg?: string;
  raw_output?: boolean;
  command?: string;
  arg?: string;
  name?: string;
  stepID?: string[];
  jobResult?: string;
}

let staged: Promise<Map<string, string>> | null = null;

async function stage(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'staged-actions-'));
  // For all tests of a file: a hook would be the first one's.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const probe = join(folder, 'probe');
  await mkdir(probe);
  for (const [name, content] of Object.entries(PROBE)) await writeFile(join(probe, name), content);
  const actions = await stageActions(folder);
  return new Map([...actions.map((one): [string, string] => [one.name, one.folder]), ['test/probe', probe]]);
}

async function stagedFolder(action: string): Promise<string> {
  staged ??= stage();
  return (await staged).get(action) ?? '';
}

export async function scratch(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'acting-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs steps as the one job of a workflow, by act. */
export async function act(t: TestContext, trial: Trial): Promise<Ran> {
  const folder = await scratch(t);
  const repository = join(folder, 'repository');
  const workflow = { on: trial.event ?? 'push', jobs: { job: { 'runs-on': 'ubuntu-latest', steps: trial.steps } } };
  await write(join(repository, '.github/workflows/trial.yml'), stringify(workflow));
  for (const [name, content] of Object.entries(trial.files ?? {})) await write(join(repository, name), content);
  await write(join(folder, 'event.json'), JSON.stringify(trial.payload ?? {}));
  await run('git', ['init', '-q', '-b', 'main'], repository);
  await run('git', ['add', '.'], repository);
  await run('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'one'], repository);
  const output = await run(pythonTool('act'), await argumentsOf(trial, folder), repository, trial.path);
  return ranOf(output);
}

async function argumentsOf({ event, env, token, artifacts }: Trial, folder: string): Promise<string[]> {
  staged ??= stage();
  // act gives steps a terminal, on which Git would page.
  const all = {
    GIT_PAGER: 'cat',
    GITHUB_SERVER_URL: 'http://127.0.0.1:9',
    GITHUB_REPOSITORY: 'octo-org/stackwarden',
    ...env,
  };
  const server = ['--artifact-server-path', artifacts ?? '', '--artifact-server-addr', '127.0.0.1'];
  return [
    ...[event ?? 'push', '--json', '--eventpath', join(folder, 'event.json'), '-P', 'ubuntu-latest=-self-hosted'],
    ...['--no-skip-checkout', '--no-cache-server', '--action-cache-path', join(folder, 'cache')],
    ...['-s', `GITHUB_TOKEN=${token ?? 'token-of-the-job'}`],
    ...(artifacts === undefined ? [] : [...server, '--artifact-server-port', String(await freePort())]),
    ...Object.entries(all).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...[...(await staged)].flatMap(([name, path]) => ['--local-repository', `${pinned(name)}=${path}`]),
  ];
}

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** Never by spawnSync: servers live in this process. @returns what it wrote */
async function run(name: string, args: readonly string[], cwd: string, path?: string): Promise<string> {
  const env = { PATH: path ?? process.env.PATH, HOME: cwd, GIT_CONFIG_GLOBAL: '/dev/null', DOCKER_HOST: '' };
  const child = spawn(name, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return `${stdout}\n${stderr}`;
}

function ranOf(output: string): Ran {
  const lines = output.split('\n').flatMap((line): Line[] => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const told = (command: string) => lines.filter((line) => line.command === command);
  const outputs = told('set-output').map((line) => [`${line.stepID?.at(-1)}.${line.name}`, line.arg ?? '']);
  return {
    result: lines.find((line) => line.jobResult !== undefined)?.jobResult ?? output,
    log: lines.flatMap((line) => (line.raw_output ? [line.msg ?? ''] : [])).join(''),
    errors: told('error').map((line) => line.arg ?? ''),
    warnings: told('warning').map((line) => line.arg ?? ''),
    outputs: Object.fromEntries(outputs),
  };
}

/** Runs a step of a stand-in by itself, for what act cannot bring about. @returns what it wrote, and its exit code */
export async function step(action: string, file: string, env: NodeJS.ProcessEnv): Promise<[string, number | null]> {
  const main = join(await stagedFolder(action), file);
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return [stdout + stderr, await ended];
}

/** One run of a workflow, of which each job is an act of its own. */
export async function workflowRun(t: TestContext) {
  const store = await scratch(t);
  const job = (...steps: Record<string, unknown>[]): Promise<Ran> =>
    act(t, { steps, artifacts: store, env: { GITHUB_RUN_ID: '77' } });
  return { store, job };
}
