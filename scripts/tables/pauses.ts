import { setTimeout as sleep } from 'node:timers/promises';
import { isThrottled, isTransient } from '../aws/errors.ts';

/** Milliseconds, and the share by which a pause may be shorter: many writers do not fall into step. */
const PAUSE = { first: 50, factor: 2, cap: 10_000, jitter: 0.5 };

/** Failures in a row, beyond the attempts of the SDK, that are not about capacity. */
const TRANSIENT_LIMIT = 6;

/** The pauses of one batch. */
export interface Pauses {
  /** Longer each time; rejects with the signal's reason. */
  next(): Promise<void>;
  /** Takes an error that another attempt may not meet. @throws every other one */
  forgive(error: unknown): void;
}

export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

const systemSleep: Sleep = (ms, signal) => sleep(ms, undefined, { signal });

export function pauses(signal: AbortSignal, sleeping: Sleep = systemSleep): Pauses {
  let delay = PAUSE.first;
  let transient = 0;
  return {
    async next() {
      const ms = delay * (1 - PAUSE.jitter * Math.random());
      delay = Math.min(delay * PAUSE.factor, PAUSE.cap);
      try {
        await sleeping(ms, signal);
      } finally {
        signal.throwIfAborted();
      }
    },
    forgive(error) {
      signal.throwIfAborted();
      if (isThrottled(error)) transient = 0;
      else if (!isTransient(error) || ++transient > TRANSIENT_LIMIT) throw error;
    },
  };
}
