import type { AwsClients } from './clients.ts';
import { isStackAbsent, isThrottled, isTransient } from './errors.ts';
import { type Beginning, newEvents, type StackEvent } from './events.ts';
import { type Pace, pace } from './pace.ts';
import { isInProgress } from './stack-status.ts';
import { describeStack, OPERATION_DEADLINE_MS, type StackState } from './stacks.ts';
import { type Clock, DeadlineError, deadlineText, SYSTEM_CLOCK } from './wait.ts';

interface Operation {
  /** The ARN: a name can be taken by another stack meanwhile. */
  stackId: string;
  beginning: Beginning;
}

interface Followed {
  /** Null: the stack is gone. */
  stack: StackState | null;
  /** Oldest first. */
  events: StackEvent[];
}

/** Follows the operations of one region: one call at a time, however many stacks are under way. */
export interface Poller {
  /**
   * Reports each event of the operation once, oldest first, and resolves when it has ended. Aborting rejects with the
   * signal's reason and leaves the operation to AWS.
   */
  follow(operation: Operation, report: (event: StackEvent) => void, signal: AbortSignal): Promise<Followed>;
}

/** Milliseconds without an answer after which a lost connection or throttling is no longer waited out. */
const PATIENCE_MS = 10 * 60_000;

interface Watch {
  /** Looks once; null: the operation goes on. */
  look(): Promise<{ ended: Followed | null; news: boolean }>;
  subject: string;
  startedAt: number;
  answeredAt: number;
  settle(outcome: { ended: Followed } | { error: unknown }): void;
}

export function regionPoller(clients: Pick<AwsClients, 'cloudformation'>, clock: Clock = SYSTEM_CLOCK): Poller {
  const watches = new Set<Watch>();
  const rhythm = pace(clock);
  const loop = { isRunning: false };

  function begin(watch: Watch): void {
    watches.add(watch);
    // What is new is looked at now, not when the slowest of the others is.
    if (loop.isRunning) rhythm.wake();
    else void lookUntilDone(loop, watches, rhythm, clock);
  }

  return {
    follow: (operation, report, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const settle: Watch['settle'] = (outcome) => {
          watches.delete(watch);
          // A pause with nothing left to follow would only keep the process alive.
          if (watches.size === 0) rhythm.wake();
          signal.removeEventListener('abort', abort);
          if ('ended' in outcome) resolve(outcome.ended);
          else reject(outcome.error);
        };
        const watch = watchOf(operation, lookAt(clients, operation, report), clock.now(), settle);
        const abort = () => settle({ error: signal.reason });
        signal.addEventListener('abort', abort, { once: true });
        begin(watch);
      }),
  };
}

function watchOf({ stackId }: Operation, look: Watch['look'], now: number, settle: Watch['settle']): Watch {
  return { look, settle, subject: `the operation on stack ${stackId}`, startedAt: now, answeredAt: now };
}

interface Loop {
  isRunning: boolean;
}

async function lookUntilDone(loop: Loop, watches: ReadonlySet<Watch>, rhythm: Pace, clock: Clock): Promise<void> {
  loop.isRunning = true;
  try {
    while (watches.size > 0) {
      const looked = new Set(watches);
      const news = await tick(watches, rhythm, clock);
      // What came during the round is looked at before the next pause.
      const isKnown = [...watches].every((watch) => looked.has(watch));
      if (watches.size > 0 && isKnown) await rhythm.pause(news);
    }
  } finally {
    // In the same turn as the last look at the watches: one that is added afterwards starts the loop again.
    loop.isRunning = false;
  }
}

/** Looks at each stack once, in turn; true when one of them had something new. */
async function tick(watches: ReadonlySet<Watch>, rhythm: Pace, clock: Clock): Promise<boolean> {
  let news = false;
  for (const watch of [...watches]) {
    if (!watches.has(watch)) continue;
    try {
      const found = await watch.look();
      watch.answeredAt = clock.now();
      rhythm.answered();
      news ||= found.news;
      if (found.ended) watch.settle({ ended: found.ended });
      else if (clock.now() - watch.startedAt >= OPERATION_DEADLINE_MS) watch.settle({ error: late(watch) });
    } catch (error) {
      if (isThrottled(error)) rhythm.throttled();
      const isOver = clock.now() - watch.answeredAt >= PATIENCE_MS;
      if (!isTransient(error) || isOver) watch.settle({ error });
    }
  }
  return news;
}

function late({ subject }: Watch): DeadlineError {
  return new DeadlineError(deadlineText(subject, OPERATION_DEADLINE_MS));
}

function lookAt(
  clients: Pick<AwsClients, 'cloudformation'>,
  { stackId, beginning }: Operation,
  report: (event: StackEvent) => void,
): Watch['look'] {
  const seen = new Set<string>();
  const events: StackEvent[] = [];
  return async () => {
    const fresh = await newEvents(clients, stackId, beginning, seen).catch((error) => {
      // One that was only under review leaves nothing behind, not even under its ARN.
      if (isStackAbsent(error)) return null;
      throw error;
    });
    if (fresh === null) return { ended: { stack: null, events }, news: true };
    events.push(...fresh);
    fresh.forEach(report);
    if (!hasEnded(events, beginning)) return { ended: null, news: fresh.length > 0 };
    const stack = await describeStack(clients, stackId);
    const ended = stack !== null && isInProgress(stack.status) ? null : { stack, events };
    return { ended, news: fresh.length > 0 };
  };
}

/**
 * Told by the events alone: right after the call a stack may still be shown as it was before. Only where nothing was
 * asked for (`latest`) there may be nothing to wait for.
 */
function hasEnded(events: readonly StackEvent[], beginning: Beginning): boolean {
  const last = events.findLast(({ ofStack }) => ofStack);
  return last === undefined ? beginning === 'latest' : !isInProgress(last.status);
}
