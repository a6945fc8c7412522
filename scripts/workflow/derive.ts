import { stringify } from 'yaml';
import { calledFile, needsOf, readWorkflow } from './jobs.ts';
import type { Ended, Job, Unit, Workflow } from './model.ts';

/** The job that writes down how the others ended. */
const REPORT = 'stackwarden-report';
/** The end of the name of the file in which a caller's result is. */
export const OUTER = '.caller';

export interface Deriving {
  file: string;
  workflow: Workflow;
  /** The text of a file below .github/workflows. */
  read(file: string): string;
  /** How the jobs before it ended, by unit. */
  ended: ReadonlyMap<string, Ended>;
}

/**
 * The files of a workflow that run one job of it as it is written: the jobs that it needs are replaced by their results,
 * and one is added that writes its result into a file.
 * @returns the texts by file below .github/workflows
 */
export function filesFor(unit: Unit, deriving: Deriving, reportFile: string): Record<string, string> {
  return derived(unit, deriving, reportFile, (job) => job);
}

/**
 * The same with a job that does nothing but write the name of its GitHub environment down: whether it would run, and
 * where, is act's to say.
 */
export function probeFor(unit: Unit, deriving: Deriving, reportFile: string, nameFile: string): Record<string, string> {
  return derived(unit, deriving, reportFile, ({ environment, ...job }) => {
    const name = typeof environment === 'object' ? environment.name : environment;
    const step = { env: { NAME: name ?? '', FILE: nameFile }, run: 'printf %s "$NAME" > "$FILE"' };
    const { needs, if: condition, strategy } = job;
    return { needs, if: condition, strategy, 'runs-on': 'ubuntu-latest', steps: [step] } as Job;
  });
}

function derived(
  unit: Unit,
  { file, workflow, read, ended }: Deriving,
  reportFile: string,
  change: (job: Job) => Job,
): Record<string, string> {
  const outer = unit.caller ?? unit.job;
  const job = workflow.jobs[outer] as Job;
  const called = unit.caller === null ? null : calledFile(job);
  const before = standIns(job, ended, '');
  if (called === null) {
    const jobs = { ...before, [outer]: change(job), [REPORT]: report(outer, reportFile) };
    return { [file]: textOf({ ...workflow, jobs }) };
  }
  const inner = readWorkflow(called, read(called));
  const innerJob = inner.jobs[unit.job] as Job;
  const innerJobs = {
    ...standIns(innerJob, ended, `${unit.caller}/`),
    ...{ [unit.job]: change(innerJob), [REPORT]: report(unit.job, reportFile) },
  };
  // Without it a caller that is skipped and a file that act cannot read would look the same.
  const outside = report(outer, `${reportFile}${OUTER}`);
  return {
    [file]: textOf({ ...workflow, jobs: { ...before, [outer]: job, [REPORT]: outside } }),
    [called]: textOf({ ...inner, jobs: innerJobs }),
  };
}

/** In place of each job that it needs, one that ends as that one did. */
function standIns(job: Job, ended: ReadonlyMap<string, Ended>, prefix: string): Record<string, Job> {
  const entries = needsOf(job).map((name): [string, Job] => {
    const { result, outputs } = ended.get(`${prefix}${name}`) ?? { result: 'skipped', outputs: {} };
    return [
      name,
      {
        'runs-on': 'ubuntu-latest',
        ...(result === 'skipped' && { if: '${{ false }}' }),
        outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, literal(value)])),
        steps: [{ run: result === 'success' ? 'true' : 'false' }],
      },
    ];
  });
  return Object.fromEntries(entries);
}

function report(job: string, file: string): Job {
  const step = { env: { NEEDS: '${{ toJSON(needs) }}', FILE: file }, run: 'printf %s "$NEEDS" > "$FILE"' };
  return { needs: [job], if: '${{ always() }}', 'runs-on': 'ubuntu-latest', steps: [step] };
}

/** An expression of exactly that text, in which nothing is evaluated. */
function literal(text: string): string {
  return `\${{ '${text.replaceAll("'", "''")}' }}`;
}

/** Concurrency is between runs, and here there is one. */
function textOf({ concurrency: _, ...workflow }: Workflow): string {
  return stringify(workflow, { lineWidth: 0 });
}
