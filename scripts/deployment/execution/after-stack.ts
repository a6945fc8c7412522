import { causeOf } from '../../aws/cause.ts';
import type { StackState } from '../../aws/stacks.ts';
import { serveFiles } from '../after/served-files.ts';
import { smokeTests } from '../after/smoke.ts';
import type { StackResult } from '../events.ts';
import type { StackJob } from '../job.ts';
import { guardStack } from './apply.ts';

/** What follows when a stack is as it should be: its guards, the files that it serves, test events if wanted. */
export async function afterStack(job: StackJob, result: StackResult, stack: StackState | null): Promise<StackResult> {
  if (stack === null) return result;
  await guardStack(job, stack);
  await serveFiles(job, stack);
  const done = { ...result, outputs: stack.outputs };
  const invocations = job.wishes.smoke ? await smokeTests(job, stack) : [];
  const failed = invocations.find(({ error }) => error !== null);
  if (failed === undefined) return { ...done, invocations };
  const message = `${failed.functionName} does not answer ${failed.event}: ${failed.error}`;
  return { ...done, invocations, status: 'failed', cause: { ...causeOf(message), logs: failed.logs ?? [] } };
}
