import { clipped } from './format.ts';

/** A call that came to nothing, in one line for the person. */
export class ApiProblem extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Seconds after which the service wants to be asked again; null when it does not say. */
  readonly retryAfter: number | null;
  constructor(status: number, message: string, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The service does not take the token any more. */
export class SessionEnded extends ApiProblem {
  constructor() {
    super(401, 'Your session has ended. Sign in again.');
  }
}

export const STRANGE = 'The students’ service gave an answer that this page does not understand.';
export const SILENT = 'The students’ service cannot be reached. Check the network and try again.';

/** @param line what the service itself says, if it does */
export function problemOf(status: number, line: string | null, retryAfter: number | null): ApiProblem {
  return new ApiProblem(status, line === null || line.trim() === '' ? lineOf(status) : sentence(line), retryAfter);
}

/** For answers without a line: those of whatever stands between this page and the service. */
function lineOf(status: number): string {
  if (status === 429) return 'There are too many requests at once. Try again in a moment.';
  if (status === 413) return 'This is more than the students’ service takes at once. Shorten it.';
  if (status >= 500) return `The students’ service does not work just now (${status}). Try again in a moment.`;
  return `${STRANGE} (${status})`;
}

/** `studentId` and its like stay as they are: they are names. */
function sentence(line: string): string {
  const one = clipped(line.replace(/[\s\p{Cc}]+/gu, ' ').trim(), 300);
  const begun = /^[a-z]+(?![A-Za-z])/.test(one) ? `${one.charAt(0).toUpperCase()}${one.slice(1)}` : one;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
