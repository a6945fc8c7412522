import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps the use of capacity near a rate, whatever each call turns out to cost. */
export interface Pacer {
  /** Resolves when what was spent so far is paid for; rejects with the signal's reason. */
  ready(signal: AbortSignal): Promise<void>;
  spent(units: number): void;
  /** The table has no capacity left: everybody waits a while. */
  exhausted(): void;
}

export interface PacerClock {
  /** Milliseconds. */
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

const SYSTEM_CLOCK: PacerClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** Milliseconds, after the SDK has given up: its own attempts have waited longer and longer. */
const REST_MS = 5_000;

/** @param rate capacity units a second; null: as fast as it goes */
export function pacer(rate: number | null, clock: PacerClock = SYSTEM_CLOCK): Pacer {
  let paidAt = 0;
  return {
    async ready(signal) {
      signal.throwIfAborted();
      for (let ms = paidAt - clock.now(); ms > 0; ms = paidAt - clock.now()) {
        await clock.sleep(ms, signal).catch((error) => {
          signal.throwIfAborted();
          throw error;
        });
      }
    },
    spent(units) {
      if (rate !== null) paidAt = Math.max(paidAt, clock.now()) + (units / rate) * 1000;
    },
    exhausted() {
      paidAt = Math.max(paidAt, clock.now() + REST_MS);
    },
  };
}
