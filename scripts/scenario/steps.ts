import { messageOf } from '../cli/errors.ts';
import { isDenial, isDenied } from './refusal.ts';
import type { Refusal, Stage, StepContext } from './scenario.ts';
import type { StageOptions } from './stage.ts';

/** Ends a scenario at its first failed step; the step's report says why. */
export class StepFailed extends Error {}

/** What must be refused was not. */
class WasAllowed extends Error {}

/** @param begun takes the work of each step */
export function stepsOf(options: StageOptions, begun: Promise<unknown>[]): Pick<Stage, 'step' | 'refused'> {
  const { setting, onStep, signal, onBegin, isLenient = false } = options;
  const { calls } = setting;

  async function perform<T>(
    title: string,
    wanted: Refusal | null,
    work: (step: StepContext) => Promise<T>,
  ): Promise<T> {
    onBegin?.(wanted);
    const start = calls.mark();
    const checks = () => calls.since(start).flatMap((call) => call.checks);
    const notes: string[] = [];
    const refusal = (wasAllowed: boolean) => (wanted === null ? null : { action: wanted.action, wasAllowed });
    try {
      const working = work({ checks, note: (text) => void notes.push(text) });
      begun.push(working);
      const result = await untilAborted(working, signal);
      onStep({ title, status: 'passed', checks: checks(), notes, error: null, refusal: refusal(false) });
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      const failed = {
        checks: checks(),
        notes,
        error: messageOf(error),
        refusal: refusal(error instanceof WasAllowed),
      };
      onStep({ title, status: 'failed', ...failed });
      throw new StepFailed(title, { cause: error });
    }
  }

  return {
    step: (title, work) => perform(title, null, work),
    refused: (title, refusal, work) =>
      perform(title, refusal, (context) => expectRefusal(refusal, work, context, isLenient)),
  };
}

/** Rejects when the signal comes first; the work itself cannot be stopped and is left to its end. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function expectRefusal(
  { action, decision }: Refusal,
  work: () => Promise<unknown>,
  { checks }: StepContext,
  isLenient: boolean,
) {
  const outcome = await work().then(
    () => 'succeeded',
    (error: unknown) => error,
  );
  if (outcome === 'succeeded') throw new WasAllowed(`${action} was allowed and must be refused`);
  if (!isDenial(outcome)) throw outcome;
  const refusals = checks().filter(isDenied);
  if (refusals.some((check) => check.action === action && (isLenient || check.decision === decision))) return;
  const seen = refusals.map((check) => `${check.action} ${check.decision}`);
  throw new Error(`expected ${action} to be ${decision}, saw ${seen.join(', ') || 'no denied call'}`);
}
