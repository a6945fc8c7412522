import { parse } from 'yaml';
import { UserError } from '../cli/errors.ts';
import type { Job, Permissions, Unit, Workflow } from './model.ts';

const CALLED = /^\.\/\.github\/workflows\/([\w.-]+\.ya?ml)$/;

/** @throws UserError when it is no workflow */
export function readWorkflow(file: string, text: string): Workflow {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new UserError(`.github/workflows/${file} is no YAML: ${String(error).split('\n', 1)[0]}`);
  }
  const { jobs } = (value ?? {}) as { jobs?: unknown };
  if (typeof jobs === 'object' && jobs !== null && Object.keys(jobs).length > 0) return value as Workflow;
  throw new UserError(`.github/workflows/${file} has no jobs`);
}

/** The file of the workflow that a job calls; null: it has steps of its own. */
export function calledFile(job: Job): string | null {
  if (job.uses === undefined) return null;
  const file = CALLED.exec(job.uses)?.[1];
  if (file !== undefined) return file;
  throw new UserError(`a job calls ${job.uses}: only workflows of this repository are called here`);
}

export function needsOf({ needs = [] }: Job): string[] {
  return [needs].flat();
}

/**
 * The jobs one by one, each after those that it needs.
 * @param read the text of a file below .github/workflows
 */
export function unitsOf(file: string, workflow: Workflow, read: (file: string) => string): Unit[] {
  return inOrder(workflow.jobs).flatMap((name): Unit[] => {
    const job = workflow.jobs[name] as Job;
    const called = calledFile(job);
    const permissions = permissionsOf(job.permissions ?? workflow.permissions);
    if (called === null) return [{ id: name, job: name, caller: null, file, permissions }];
    const inner = readWorkflow(called, read(called));
    return inOrder(inner.jobs).map((one) => ({
      ...{ id: `${name}/${one}`, job: one, caller: name, file: called },
      // A called workflow gets no more than who calls it has.
      permissions: atMost(permissionsOf(inner.jobs[one]?.permissions ?? inner.permissions), permissions),
    }));
  });
}

function inOrder(jobs: Record<string, Job>): string[] {
  const done = new Set<string>();
  const visit = (name: string, from: readonly string[]) => {
    if (done.has(name)) return;
    const job = jobs[name];
    if (job === undefined) throw new UserError(`job ${from.at(-1)} needs ${name}, which is not there`);
    if (from.includes(name)) throw new UserError(`job ${name} needs itself`);
    for (const need of needsOf(job)) visit(need, [...from, name]);
    done.add(name);
  };
  for (const name of Object.keys(jobs)) visit(name, []);
  return [...done];
}

/** Of a file that says nothing GitHub would give the repository's default, which may be anything: here it is nothing. */
function permissionsOf(written: Job['permissions']): Permissions {
  if (typeof written !== 'string') return written ?? {};
  throw new UserError(`permissions: ${written} gives more than a job needs: name them one by one`);
}

function atMost(wanted: Permissions, given: Permissions): Permissions {
  const allowed = Object.entries(wanted).filter(([name, level]) => given[name] === 'write' || given[name] === level);
  return Object.fromEntries(allowed);
}
