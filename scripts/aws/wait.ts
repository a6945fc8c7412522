import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from './errors.ts';

export interface Waiting {
  signal: AbortSignal;
  /** What is waited for, as it reads after "still waiting for": `stack app to be deleted`. */
  subject: string;
  /** Milliseconds after which the wait gives up. */
  deadlineMs: number;
  clock?: Clock;
}

/** Time, as far as a wait sees it. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
  /** From 0 up to 1. */
  random(): number;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
};

/** Milliseconds, and the share by which a delay may be shorter or longer, so that many waits do not fall into step. */
const BACKOFF = { first: 50, factor: 1.5, cap: 5_000, jitter: 0.2 };

/** A throttled or cut-off look is taken again; after so many in a row the error is thrown. */
const TRANSIENT_LIMIT = 8;

export class DeadlineError extends Error {
  override name = 'DeadlineError';
}

/** Looks at once, then with growing pauses, until `look` gives something; aborting rejects with the signal's reason. */
export async function pollUntil<T>(look: () => Promise<T | undefined>, waiting: Waiting): Promise<T> {
  const { signal, subject, deadlineMs, clock = SYSTEM_CLOCK } = waiting;
  const start = clock.now();
  let transient = 0;
  for (let delay = BACKOFF.first; ; delay = Math.min(delay * BACKOFF.factor, BACKOFF.cap)) {
    try {
      const found = await unlessAborted(look, signal);
      if (found !== undefined) return found;
      transient = 0;
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error) || ++transient > TRANSIENT_LIMIT) throw error;
    }
    if (clock.now() - start >= deadlineMs) throw new DeadlineError(deadlineText(subject, deadlineMs));
    await pause(clock, withJitter(delay, clock.random()), signal);
  }
}

export function deadlineText(subject: string, deadlineMs: number): string {
  return `still waiting for ${subject} after ${Math.round(deadlineMs / 60_000)} minutes`;
}

function withJitter(ms: number, random: number): number {
  return ms * (1 - BACKOFF.jitter + 2 * BACKOFF.jitter * random);
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } finally {
    signal.throwIfAborted();
  }
}

/** Does not wait for a look that is under way when the signal fires: looks change nothing. */
async function unlessAborted<T>(look: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([look(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
