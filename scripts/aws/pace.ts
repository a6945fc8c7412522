import type { Clock } from './wait.ts';

/** How long a region's poller waits between two rounds of looks. */
export interface Pace {
  /** Waits; shorter after news, longer after none. */
  pause(news: boolean): Promise<void>;
  /** Ends a pause that is under way. */
  wake(): void;
  throttled(): void;
  answered(): void;
}

/** Milliseconds, and the share by which a pause may be shorter or longer, so that many runs do not fall into step. */
const PAUSE = { first: 30, growth: 1.5, cap: 5_000, jitter: 0.2 };
/** What throttling does to all pauses of the region, and how fast that is forgotten with each answer. */
const SLOWDOWN = { factor: 2, limit: 16, recovery: 0.9 };

/**
 * Starts fast, as small stacks are done at once; grows while nothing happens; starts again when something does. Told to
 * slow down, it halves its pace and comes back slowly.
 */
export function pace(clock: Clock): Pace {
  let next = PAUSE.first;
  let slowdown = 1;
  let waking = new AbortController();
  return {
    async pause(news) {
      next = news ? PAUSE.first : Math.min(next * PAUSE.growth, PAUSE.cap);
      const jitter = 1 - PAUSE.jitter + 2 * PAUSE.jitter * clock.random();
      waking = new AbortController();
      // A wake-up ends the sleep with an error, and nothing else does.
      await clock.sleep(Math.min(next * slowdown, PAUSE.cap * 2) * jitter, waking.signal).catch(() => {});
    },
    wake() {
      next = PAUSE.first;
      waking.abort();
    },
    throttled() {
      slowdown = Math.min(slowdown * SLOWDOWN.factor, SLOWDOWN.limit);
    },
    answered() {
      slowdown = Math.max(1, slowdown * SLOWDOWN.recovery);
    },
  };
}
