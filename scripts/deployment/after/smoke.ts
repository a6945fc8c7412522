import { readFile } from 'node:fs/promises';
import { listResources } from '../../aws/resources.ts';
import type { StackState } from '../../aws/stacks.ts';
import { listRepositoryFolder, realPathInside } from '../../template/files.ts';
import { mistake } from '../../template/mistake.ts';
import type { Invocation } from '../events.ts';
import type { StackJob } from '../job.ts';
import { lambdaClient } from './clients.ts';
import { type Invoker, invoked } from './invoke.ts';

/** Only these of a function's test events are sent to what is deployed: the others may write, or are meant to fail. */
const SMOKE_EVENT = /^smoke[\w-]*\.json$/;

/** Calls each function of the stack with its smoke events, `functions/<name>/events/smoke*.json`, one after the other. */
export async function smokeTests(job: StackJob, stack: StackState): Promise<Invocation[]> {
  const events = await smokeEvents(job.root, job.target.packaged.artifacts);
  if (events.length === 0) return [];
  const lambda = await lambdaClient(job.clients);
  try {
    return await invokeAll(job, stack, { lambda, signal: job.signal }, events);
  } finally {
    lambda.destroy();
  }
}

interface SmokeEvent {
  functionName: string;
  logicalIds: string[];
  /** The file's name. */
  event: string;
}

async function invokeAll(job: StackJob, stack: StackState, invoker: Invoker, events: SmokeEvent[]) {
  const { root, clients, target, signal, report } = job;
  const names = new Map((await listResources(clients, stack.id)).map((one) => [one.logicalId, one.physicalId]));
  const done: Invocation[] = [];
  for (const { functionName, logicalIds, event } of events) {
    const payload = await payloadOf(root, `functions/${functionName}/events/${event}`);
    for (const logicalId of logicalIds) {
      signal.throwIfAborted();
      const physicalId = names.get(logicalId);
      if (!physicalId) continue;
      const invocation = { functionName, event, ...(await invoked(invoker, physicalId, payload)) };
      report({ type: 'invoked', stack: target.stack, invocation });
      done.push(invocation);
    }
  }
  return done;
}

async function smokeEvents(root: string, artifacts: StackJob['target']['packaged']['artifacts']) {
  const all = await Promise.all(
    artifacts.map(async ({ functionName, logicalIds }): Promise<SmokeEvent[]> => {
      const files = await listRepositoryFolder(root, `functions/${functionName}/events`);
      return files.filter((file) => SMOKE_EVENT.test(file)).map((event) => ({ functionName, logicalIds, event }));
    }),
  );
  return all.flat();
}

async function payloadOf(root: string, path: string): Promise<Uint8Array> {
  const real = await realPathInside(root, path);
  if (real === null) throw mistake(`${path}: a link to nothing; put the file itself there`);
  return readFile(real);
}
