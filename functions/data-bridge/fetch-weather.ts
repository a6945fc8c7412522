import { setTimeout as sleep } from 'node:timers/promises';
import { getText } from './get.ts';
import { UpstreamFailure } from './upstream-failure.ts';
import { parseWeather, type Weather } from './weather.ts';

export interface Budget {
  /** Milliseconds since the epoch. */
  deadline: number;
  attemptTimeoutMs: number;
}

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;
/** An attempt that gets less time than this is not worth a call. */
const SHORTEST_ATTEMPT_MS = 50;

/**
 * Asks until an answer is good, waiting longer each time. The pause is random up to its limit, so that functions that
 * failed together do not come back together (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
export async function fetchWeather(url: URL, { deadline, attemptTimeoutMs }: Budget): Promise<Weather> {
  for (let attempt = 1; ; attempt++) {
    const left = deadline - Date.now();
    if (left < SHORTEST_ATTEMPT_MS) throw new UpstreamFailure('timeout', 'the function has no time left');
    try {
      return parseWeather(await getText(url, Math.min(attemptTimeoutMs, left)));
    } catch (error) {
      const pause = Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1);
      const isPassing = error instanceof UpstreamFailure && error.isPassing;
      if (!isPassing || attempt === ATTEMPTS || Date.now() + pause + SHORTEST_ATTEMPT_MS > deadline) throw error;
      await sleep(pause);
    }
  }
}
