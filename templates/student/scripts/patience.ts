import { ApiProblem } from './api-problem.ts';

/** Told before each pause, with its seconds. */
export type Wait = (seconds: number) => void;

/** Seconds before a read that was one too many is tried again, or longer when the service says so. */
const PAUSES = [1, 3];
/** For longer than this nobody waits without being asked. */
const LONGEST = 30;

/** @throws what `read` throws, when it is not for being too many, or is so for the third time */
export async function readPatiently<T>(
  read: () => Promise<T>,
  pause: (ms: number) => Promise<void>,
  onWait: Wait,
): Promise<T> {
  for (const least of PAUSES) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ApiProblem) || !isBusy(error)) throw error;
      const seconds = Math.max(least, error.retryAfter ?? 0);
      if (seconds > LONGEST) throw error;
      onWait(seconds);
      await pause(seconds * 1000);
    }
  }
  return read();
}

function isBusy({ status, retryAfter }: ApiProblem): boolean {
  return status === 429 || (status === 503 && retryAfter !== null);
}

/** The header Retry-After: seconds, or a date (RFC 9110, 10.2.3). Null for anything else. */
export function secondsOf(header: string | null, now = Date.now()): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
