import { createServer } from 'node:net';
import { UserError } from '../cli/errors.ts';
import { didYouMean } from '../template/near-names.ts';
import type { ActLine } from './act.ts';
import { undeclaredInputs } from './actions.ts';
import type { Deriving } from './derive.ts';
import type { Host } from './host.ts';
import type { Surrounding } from './job-environment.ts';
import { readWorkflow, unitsOf } from './jobs.ts';
import type { Ended, JobReport, Result, Trigger, Unit, Workflow } from './model.ts';
import { SHARED_STEPS, textsAt, WORKFLOWS } from './repository.ts';
import { runUnit } from './run-unit.ts';

export interface RunOptions {
  host: Host;
  /** Below .github/workflows. */
  file: string;
  trigger: Trigger;
  /** The jobs of the workflow that are run; the others count as skipped. Empty: all. */
  only?: readonly string[];
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
  const texts = await textsAt(host.root, trigger.sha, WORKFLOWS);
  const read = (name: string) => texts.get(name) ?? '';
  const workflow = readWorkflow(file, read(file));
  const ended = new Map<string, Ended>();
  const deriving: Deriving = { file, workflow, read, ended };
  const units = unitsOf(file, workflow, read).filter(chosen(workflow, options.only ?? []));
  const steps = await sharedSteps(options);
  await refuseUndeclared([...new Set([file, ...units.map((unit) => unit.file)])].map(read).concat(steps));
  const surrounding: Surrounding = { host, trigger, runId: String(Date.now()), port: await freePort(), steps };
  const jobs: JobReport[] = [];
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

function chosen({ jobs }: Workflow, only: readonly string[]): (unit: Unit) => boolean {
  const unknown = only.find((name) => !(name in jobs));
  if (unknown !== undefined)
    throw new UserError(`there is no job '${unknown}'${didYouMean(unknown, Object.keys(jobs))}`);
  return ({ caller, job }) => only.length === 0 || only.includes(caller ?? job);
}

async function refuseUndeclared(texts: readonly string[]): Promise<void> {
  const [first] = (await Promise.all(texts.map(undeclaredInputs))).flat();
  if (first !== undefined) throw new UserError(`the stand-in of an action knows no such input: ${first}`);
}

/** The shared steps as the commit has them, and as the base has them, whose own are used to look at the commit. */
async function sharedSteps({ host, trigger }: RunOptions): Promise<string[]> {
  const { base } = (trigger.payload.pull_request ?? {}) as { base?: { sha?: string } };
  const commits = [...new Set([trigger.sha, base?.sha ?? trigger.sha])];
  const texts = await Promise.all(commits.map((commit) => textsAt(host.root, commit, SHARED_STEPS)));
  // A step may have scripts beside it.
  return texts.flatMap((one) => [...one].flatMap(([file, text]) => (/\.ya?ml$/.test(file) ? [text] : [])));
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
