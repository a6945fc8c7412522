import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';
import { git, zeroSeparated } from '../git/git.ts';
import { type ActLine, runAct } from './act.ts';
import { pinnedActions } from './actions-used.ts';
import { type Deriving, filesFor, OUTER, probeFor } from './derive.ts';
import type { Host } from './host.ts';
import { environmentOf, type Surrounding } from './job-environment.ts';
import { jobLog } from './job-log.ts';
import { readWorkflow, unitsOf } from './jobs.ts';
import type { Ended, JobReport, Result, Trigger, Unit } from './model.ts';

/** A job whose caller was skipped tells nothing by itself. */
const SKIPPED: Ended = { result: 'skipped', outputs: {} };

export interface RunOptions {
  host: Host;
  /** Below .github/workflows. */
  file: string;
  trigger: Trigger;
  signal: AbortSignal;
  /** Asked before a job of a GitHub environment runs. */
  approve(unit: Unit, environment: string, before: readonly JobReport[]): Promise<boolean>;
  onJob(unit: Unit, environment: string | null): void;
  onLine(unit: Unit, line: ActLine): void;
  onEnd(report: JobReport): void;
}

export interface WorkflowRun {
  jobs: JobReport[];
  /** The GitHub environment that nobody let a job into; null: all went on. */
  heldAt: string | null;
}

/** Runs a workflow as it is in the trigger's commit, job by job. */
export async function runWorkflow(options: RunOptions): Promise<WorkflowRun> {
  const { host, file, trigger } = options;
  const texts = await textsBelow(host, trigger.sha, '.github/workflows/');
  const read = (name: string) => texts.get(name) ?? '';
  const workflow = readWorkflow(file, read(file));
  const ended = new Map<string, Ended>();
  const deriving: Deriving = { file, workflow, read, ended };
  const surrounding: Surrounding = {
    host,
    trigger,
    runId: String(Date.now()),
    port: await freePort(),
    steps: await sharedSteps(options),
  };
  const jobs: JobReport[] = [];
  const units = unitsOf(file, workflow, read);
  for (const [index, unit] of units.entries()) {
    const report = await runUnit(unit, deriving, surrounding, options, jobs);
    if (report === null) return { jobs, heldAt: unit.id };
    jobs.push(report);
    ended.set(unit.id, report);
    if (unit.caller !== null && units[index + 1]?.caller !== unit.caller) {
      ended.set(unit.caller, together(jobs.filter(({ unit: { caller } }) => caller === unit.caller)));
    }
  }
  return { jobs, heldAt: null };
}

/** The shared steps as the commit has them, and as the base has them, whose own are used to look at the commit. */
async function sharedSteps({ host, trigger }: RunOptions): Promise<string[]> {
  const { base } = (trigger.payload.pull_request ?? {}) as { base?: { sha?: string } };
  const commits = [...new Set([trigger.sha, base?.sha ?? trigger.sha])];
  const texts = await Promise.all(commits.map((commit) => textsBelow(host, commit, '.github/actions/')));
  return texts.flatMap((one) => [...one.values()]);
}

/** The files of a folder as they are in a commit, by their place in it. */
async function textsBelow({ root, repository }: Host, commit: string, folder: string): Promise<Map<string, string>> {
  const { stdout } = await git(root, ['ls-tree', '-r', '-z', '--name-only', commit, folder]);
  const paths = zeroSeparated(stdout);
  const texts = await Promise.all(paths.map(async (path) => (await repository.fileAt(commit, path)) ?? ''));
  return new Map(paths.map((path, index) => [path.slice(folder.length), texts[index] ?? '']));
}

/** Null: it waits at its gate. */
async function runUnit(
  unit: Unit,
  deriving: Deriving,
  surrounding: Surrounding,
  options: RunOptions,
  before: readonly JobReport[],
): Promise<JobReport | null> {
  const { onJob, onEnd, onLine } = options;
  const probed = await probe(unit, deriving, surrounding, options);
  const environment = probed.name || null;
  const empty = { unit, environment, outputs: {}, summary: '', annotations: [], log: [] };
  if (probed.result !== 'success') {
    const report: JobReport = { ...empty, result: probed.result };
    onEnd(report);
    return report;
  }
  if (environment !== null && !(await options.approve(unit, environment, before))) return null;
  onJob(unit, environment);
  const log = jobLog(unit.job);
  const job = await environmentOf(unit, environment, deriving.workflow.name, surrounding);
  try {
    const ended = await act(unit, surrounding, options, {
      files: (reportFile) => filesFor(unit, deriving, reportFile),
      job,
      onLine(line) {
        log.add(line);
        onLine(unit, line);
      },
    });
    const report: JobReport = { unit, environment, ...ended, ...log.told() };
    onEnd(report);
    return report;
  } finally {
    job.end();
  }
}

async function probe(unit: Unit, deriving: Deriving, surrounding: Surrounding, options: RunOptions) {
  const nameFile = join(surrounding.host.folder, 'environment');
  await rm(nameFile, { force: true });
  const job = await environmentOf({ ...unit, permissions: {} }, null, deriving.workflow.name, surrounding);
  try {
    const files = (reportFile: string) => probeFor(unit, deriving, reportFile, nameFile);
    const { result } = await act(unit, surrounding, options, { files, job, onLine: () => {} });
    return { result, name: await readFile(nameFile, 'utf8').catch(() => '') };
  } finally {
    job.end();
  }
}

interface Acting {
  files(reportFile: string): Record<string, string>;
  job: Awaited<ReturnType<typeof environmentOf>>;
  onLine(line: ActLine): void;
}

async function act(unit: Unit, surrounding: Surrounding, options: RunOptions, acting: Acting): Promise<Ended> {
  const { host, trigger, port } = surrounding;
  const folder = join(host.folder, 'act');
  await rm(folder, { recursive: true, force: true });
  const workflows = join(folder, '.github', 'workflows');
  for (const one of [workflows, join(host.folder, 'home')]) await mkdir(one, { recursive: true });
  const [eventFile, reportFile] = [join(folder, 'event.json'), join(folder, 'report.json')];
  await git(folder, ['init', '--quiet']);
  await writeFile(eventFile, JSON.stringify(trigger.payload));
  const files = acting.files(reportFile);
  for (const [name, text] of Object.entries(files)) await writeFile(join(workflows, name), text);
  const secret = { mode: 0o600 };
  const [envFile, secretFile] = [join(folder, '.env'), join(folder, '.secrets')];
  await writeFile(envFile, acting.job.env, secret);
  await writeFile(secretFile, acting.job.secrets, secret);
  const workspaces = join(host.folder, 'workspaces');
  const said = await runAct(
    {
      ...{ folder, file: options.file, event: trigger.event, eventFile, workspaces, actor: trigger.actor },
      ...{ envFile, secretFile, vars: acting.job.vars, inputs: trigger.inputs, signal: options.signal },
      ...{ artifacts: { folder: join(host.folder, 'artifacts'), port }, home: join(host.folder, 'home') },
      actions: pinnedActions([...Object.values(files), ...surrounding.steps], host),
    },
    acting.onLine,
  );
  await rm(workspaces, { recursive: true, force: true });
  const own = await reported(reportFile);
  if (own !== null) return own[unit.job] ?? SKIPPED;
  if ((await reported(`${reportFile}${OUTER}`)) !== null) return SKIPPED;
  throw new UserError(`act could not run ${unit.id}: ${plain(said.filter(Boolean).at(-1) ?? 'it said nothing')}`);
}

async function reported(file: string): Promise<Record<string, Ended> | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}

function together(jobs: readonly JobReport[]): Ended {
  const results = new Set(jobs.map(({ result }) => result));
  const result = (['failure', 'cancelled', 'success'] satisfies Result[]).find((one) => results.has(one)) ?? 'skipped';
  return { result, outputs: {} };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
