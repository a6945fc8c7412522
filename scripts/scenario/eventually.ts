import { setTimeout as sleep } from 'node:timers/promises';

const DEADLINE_MS = 20_000;
const PAUSE_MS = 25;

/** Asks until the answer is not undefined. @throws when it has not come within 20 seconds, or the signal has */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, signal?: AbortSignal): Promise<T> {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await sleep(PAUSE_MS)) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`${what} did not happen within ${DEADLINE_MS / 1000} seconds`);
}
