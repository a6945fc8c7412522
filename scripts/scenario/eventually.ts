import { setTimeout as sleep } from 'node:timers/promises';

const DEADLINE_MS = 20_000;
/** Most things are there at once, and what is not takes its time. */
const PAUSE = { first: 4, growth: 1.5, cap: 25 };

/** Asks until the answer is not undefined. @throws when it has not come within 20 seconds, or the signal has */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, signal?: AbortSignal): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  for (let pause = PAUSE.first; Date.now() < deadline; pause = Math.min(pause * PAUSE.growth, PAUSE.cap)) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(pause);
  }
  throw new Error(`${what} did not happen within ${DEADLINE_MS / 1000} seconds`);
}
