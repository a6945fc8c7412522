import { readFile } from 'node:fs/promises';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { awsFailure, describeFailure } from '../../aws/errors.ts';
import { listResources } from '../../aws/resources.ts';
import type { StackState } from '../../aws/stacks.ts';
import { plain } from '../../cli/plain.ts';
import { listRepositoryFolder, realPathInside } from '../../template/files.ts';
import type { Invocation } from '../events.ts';
import type { StackJob } from '../job.ts';
import { lambdaClient } from './clients.ts';

/** Characters of a function's error that are shown. */
const SHOWN = 300;
/** Only these of a function's test events are sent to what is deployed: the others may write, or are meant to fail. */
const SMOKE_EVENT = /^smoke[\w-]*\.json$/;

/** Calls each function of the stack with its smoke events, `functions/<name>/events/smoke*.json`, one after the other. */
export async function smokeTests(job: StackJob, stack: StackState): Promise<Invocation[]> {
  const { root, clients, target, report } = job;
  const done: Invocation[] = [];
  const events = await smokeEvents(root, target.packaged.artifacts);
  if (events.length === 0) return done;
  const lambda = lambdaClient(clients);
  const names = new Map((await listResources(clients, stack.id)).map((one) => [one.logicalId, one.physicalId]));
  for (const { functionName, logicalIds, event } of events) {
    for (const logicalId of logicalIds) {
      job.signal.throwIfAborted();
      const physicalId = names.get(logicalId);
      if (!physicalId) continue;
      const invocation = await invoked(root, lambda, { functionName, physicalId, event });
      report({ type: 'invoked', stack: target.stack, invocation });
      done.push(invocation);
    }
  }
  return done;
}

async function smokeEvents(root: string, artifacts: StackJob['target']['packaged']['artifacts']) {
  const all = await Promise.all(
    artifacts.map(async ({ functionName, logicalIds }) => {
      const files = await listRepositoryFolder(root, `functions/${functionName}/events`);
      return files.filter((file) => SMOKE_EVENT.test(file)).map((event) => ({ functionName, logicalIds, event }));
    }),
  );
  return all.flat();
}

interface Call {
  functionName: string;
  physicalId: string;
  event: string;
}

async function invoked(root: string, lambda: LambdaClient, { functionName, physicalId, event }: Call) {
  const path = await realPathInside(root, `functions/${functionName}/events/${event}`);
  const start = performance.now();
  const error = path === null ? 'the event is gone' : await failureOf(lambda, physicalId, await readFile(path));
  return { functionName, event, error, milliseconds: Math.round(performance.now() - start) };
}

async function failureOf(lambda: LambdaClient, FunctionName: string, Payload: Uint8Array): Promise<string | null> {
  try {
    const { FunctionError, Payload: answer } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    if (!FunctionError) return null;
    return plain(messageIn(Buffer.from(answer ?? []).toString()) || FunctionError).slice(0, SHOWN);
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === null) throw error;
    return plain(describeFailure(failure)).slice(0, SHOWN);
  }
}

function messageIn(answer: string): string {
  try {
    const { errorType, errorMessage } = JSON.parse(answer);
    return [errorType, errorMessage].filter((text) => typeof text === 'string').join(': ');
  } catch {
    return answer;
  }
}
