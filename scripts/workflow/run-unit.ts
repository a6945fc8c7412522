import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';
import { git } from '../git/git.ts';
import { type ActLine, runAct } from './act.ts';
import { pinnedActions } from './actions-used.ts';
import { type Deriving, filesFor, OUTER, probeFor } from './derive.ts';
import { environmentOf, type JobEnvironment, type Surrounding } from './job-environment.ts';
import { jobLog } from './job-log.ts';
import type { Ended, JobReport, Unit } from './model.ts';
import type { RunOptions } from './run.ts';

/** A job whose caller was skipped tells nothing by itself. */
const SKIPPED: Ended = { result: 'skipped', outputs: {} };

/** Runs one job by act. @returns null when it waits at its gate */
export async function runUnit(
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
  job: JobEnvironment;
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
  const told = own?.[unit.job];
  if (told !== undefined) return { result: told.result, outputs: told.outputs ?? {} };
  if ((await reported(`${reportFile}${OUTER}`)) !== null) return SKIPPED;
  throw new UserError(`act could not run ${unit.id}: ${plain(said.filter(Boolean).at(-1) ?? 'it said nothing')}`);
}

/** A job without outputs has null for them. */
type Reported = Pick<Ended, 'result'> & { outputs: Ended['outputs'] | null };

async function reported(file: string): Promise<Record<string, Reported> | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}
