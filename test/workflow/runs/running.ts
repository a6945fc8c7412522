import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PULL_REQUEST, triggerOf } from '../../../scripts/workflow/event.ts';
import { type Host, startHost } from '../../../scripts/workflow/host.ts';
import type { JobReport, Result } from '../../../scripts/workflow/model.ts';
import { runWorkflow } from '../../../scripts/workflow/run.ts';
import { openApiChecks } from '../github/validated.ts';
import { type Scratch, scratchFork } from './scratch.ts';

interface Wanted {
  event: string;
  /** Of a pull request: what it is for; else all is on main. */
  base?: string;
  head: string;
  inputs?: Record<string, string>;
  payload?: Record<string, unknown>;
  /** GitHub environments whose gates open. */
  approve?: readonly string[];
  only?: readonly string[];
}

export interface Seen {
  jobs: ReadonlyMap<string, JobReport>;
  results: Record<string, Result>;
  heldAt: string | null;
  /** What was asked at each gate, with the jobs that had ended before. */
  gates: { id: string; environment: string; before: string[] }[];
}

/** A fork on the local stand-ins, for the tests of a file. */
export interface Runs {
  scratch: Scratch;
  host: Host;
  run(file: string, wanted: Wanted): Promise<Seen>;
  /** The sticky comments of the pull request. */
  comments(): string[];
  stop(): Promise<void>;
}

export interface RunsOptions {
  /** Folders of actions' own code, by `owner/name`; the others are stand-ins. */
  ownCode?: ReadonlyMap<string, string>;
  /** Those that the fork deploys to. */
  environments?: readonly string[];
}

export async function startRuns({ ownCode = new Map(), environments }: RunsOptions = {}): Promise<Runs> {
  const scratch = await scratchFork(environments);
  const state = await mkdtemp(join(tmpdir(), 'workflow-state-'));
  const checks = openApiChecks();
  const { signal } = new AbortController();
  const host = await startHost({
    ...{ root: scratch.root, state, fresh: true, signal, report: () => {}, ownCode },
    gitHub: { onExchange: checks.onExchange },
  });
  host.gitHub.pullRequest(PULL_REQUEST);
  return {
    ...{ scratch, host },
    comments: () => host.gitHub.comments(PULL_REQUEST).map(({ body }) => body),
    async run(file, { event, base, head, inputs = {}, payload = {}, approve = [], only }) {
      const commits = await host.repository.take(base ?? head, head);
      const gates: Seen['gates'] = [];
      const { jobs, heldAt } = await runWorkflow({
        ...{ host, file, trigger: triggerOf(event, commits, inputs, payload), signal, ...(only && { only }) },
        async approve({ id }, environment, before) {
          gates.push({ id, environment, before: before.map(({ unit }) => unit.id) });
          return approve.includes(environment);
        },
        ...{ onJob: () => {}, onLine: () => {}, onEnd: () => {} },
      });
      const results = Object.fromEntries(jobs.map(({ unit, result }) => [unit.id, result]));
      return { jobs: new Map(jobs.map((job) => [job.unit.id, job])), results, heldAt, gates };
    },
    async stop() {
      const { problems } = checks;
      const unknown = host.gitHub.unknownCalls();
      await host.stop();
      await Promise.all([scratch.remove(), rm(state, { recursive: true, force: true })]);
      deepEqual([problems(), unknown], [[], []], 'as GitHub describes its calls');
    },
  };
}

/** Fails with the log of each job that did not end as it should have. */
export function ended({ jobs, results }: Seen, wanted: Record<string, Result>): void {
  for (const [id, result] of Object.entries(wanted)) {
    const job = jobs.get(id);
    ok(job, `job ${id} is not there`);
    equal(job.result, result, `${id}: ${job.log.join('\n')}`);
  }
  deepEqual(results, wanted);
}

/** A job that is there. */
export function jobOf({ jobs }: Seen, id: string): JobReport {
  const job = jobs.get(id);
  ok(job, `job ${id} is not there`);
  return job;
}
