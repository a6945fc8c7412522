import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { stateFolder } from '../cli/project.ts';
import { deployLines } from '../deployment/show/event-rows.ts';
import { commitOf } from '../git/commit.ts';
import { checkedInputs, eventOf, readEvent, workflowFile } from './choose.ts';
import { PULL_REQUEST, triggerOf } from './event.ts';
import { gate } from './gate.ts';
import { type Host, startHost } from './host.ts';
import { readWorkflow } from './jobs.ts';
import type { JobReport, Trigger } from './model.ts';
import type { WorkflowWishes } from './options.ts';
import { ownCode } from './published.ts';
import { textsAt, WORKFLOWS } from './repository.ts';
import { runWorkflow, type WorkflowRun } from './run.ts';
import { showing, showResults, showTraces } from './show.ts';

export interface Trying {
  name: string | undefined;
  root: string;
  state: string;
  wishes: WorkflowWishes;
  signal: AbortSignal;
  out: Output;
}

/** What is to be run, known before anything is started. */
interface Chosen {
  file: string;
  event: string;
  inputs: Record<string, string>;
  payload: Record<string, unknown>;
  base: string;
  head: string;
}

export async function tryWorkflow({ name, root, state, wishes, signal, out }: Trying): Promise<ExitCode> {
  const chosen = await choose(root, name, wishes);
  const own = await ownCode(wishes.actions, root, chosen.head, join(stateFolder, 'actions'));
  const host = await startHost({
    ...{ root, state, fresh: wishes.fresh, signal, ownCode: own },
    report: (event) => {
      if (wishes.verbose) for (const line of deployLines(event, out)) out.say(line);
    },
  });
  try {
    const commits = await host.repository.take(chosen.base, chosen.head);
    const trigger = triggerOf(chosen.event, commits, chosen.inputs, chosen.payload);
    if (chosen.event === 'pull_request') host.gitHub.pullRequest(PULL_REQUEST, commits.title);
    out.say(`${chosen.file}: ${chosen.event} at ${trigger.sha.slice(0, 12)}, account ${host.aws.accountId}`);
    const approve = gate(wishes.approve, out, signal);
    const run = await runWorkflow({
      ...{ host, file: chosen.file, trigger, only: wishes.jobs, signal, approve },
      ...showing(out, wishes.verbose),
    });
    showTraces(host, out);
    showResults(run.jobs, run.heldAt, out);
    out.document(documentOf(chosen.file, trigger, run, host));
    return exitOf(run);
  } finally {
    await host.stop();
  }
}

async function choose(root: string, name: string | undefined, wishes: WorkflowWishes): Promise<Chosen> {
  const head = await commitOf(root, 'HEAD');
  const texts = await textsAt(root, head, WORKFLOWS);
  const file = workflowFile(name, [...texts.keys()]);
  const workflow = readWorkflow(file, texts.get(file) ?? '');
  const { event_name: named, ...payload } = await readEvent(wishes.eventFile);
  const event = eventOf(file, workflow, named, Object.keys(wishes.inputs).length > 0);
  const inputs = event === 'workflow_dispatch' ? checkedInputs(workflow, wishes.inputs) : {};
  if (event !== 'pull_request') return { file, event, inputs, payload, base: head, head };
  const base = await commitOf(root, wishes.base);
  if (base !== head) return { file, event, inputs, payload, base, head };
  throw new UserError(
    `HEAD has nothing that ${wishes.base} has not: commit a change on a branch, or name another --base`,
  );
}

function documentOf(workflow: string, { event, sha }: Trigger, { jobs, heldAt }: WorkflowRun, { gitHub }: Host) {
  return {
    ...{ formatVersion: 1, workflow, event, commit: sha, jobs: jobs.map(jobDocument), heldAt },
    comments: gitHub.comments(PULL_REQUEST).map(({ body }) => body),
    issues: gitHub.issues().map(({ number, title, state, body }) => ({ number, title, state, body })),
  };
}

function jobDocument({ unit, environment, result, outputs, summary, annotations }: JobReport) {
  return { id: unit.id, environment, result, outputs, summary, annotations };
}

function exitOf({ jobs, heldAt }: WorkflowRun): ExitCode {
  if (jobs.some(({ result }) => result === 'failure' || result === 'cancelled')) return EXIT.findings;
  return heldAt === null ? EXIT.done : EXIT.blocked;
}
