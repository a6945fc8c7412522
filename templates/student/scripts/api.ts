import { errorFrom, pageFrom, type Run, runFrom, type StudentPage } from './shapes.ts';
import type { NewStudent } from './validation.ts';

/** A call that came to nothing, in one line for the person. */
export class ApiProblem extends Error {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Api {
  list(query: { search: string; next: string | null }): Promise<StudentPage>;
  add(student: NewStudent, mayReplace: boolean): Promise<void>;
  backUp(format: string): Promise<Run>;
  run(statusUrl: string): Promise<Run>;
}

export interface ApiOptions {
  /** Null: nobody is signed in, or nobody needs to be. */
  token: () => string | null;
  send?: typeof fetch;
  pause?: (ms: number) => Promise<void>;
}

const BASE = '/api/';
const UNCACHED: object = { cache: 'no-store' };
/** Milliseconds before a read that was refused for being one of too many is tried again. Writes are not. */
const PAUSES = [1_000, 3_000];

const STRANGE = 'The students’ service gave an answer that this page does not understand.';

export function apiClient({ token, send = fetch, pause = sleep }: ApiOptions): Api {
  const call = (path: string, init: RequestInit) => answerOf(send, token(), path, init);
  const read = async (path: string): Promise<unknown> => {
    for (const ms of PAUSES) {
      const answer = await call(path, {}).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 429) return null;
        throw error;
      });
      if (answer !== null) return answer.body;
      await pause(ms);
    }
    return (await call(path, {})).body;
  };
  return {
    async list({ search, next }) {
      const query = new URLSearchParams({ ...(search ? { search } : {}), ...(next ? { next } : {}) });
      return known(pageFrom(await read(`students?${query}`)));
    },
    async add(student, mayReplace) {
      await call(`students${mayReplace ? '?overwrite=true' : ''}`, posting(student));
    },
    async backUp(format) {
      const { body } = await call('backup', posting({ format }));
      return known(runFrom(body));
    },
    run: async (statusUrl) => known(runFrom(await read(statusUrl))),
  };
}

function posting(body: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function answerOf(send: typeof fetch, token: string | null, path: string, init: RequestInit) {
  const headers = { ...init.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const answer = await send(`${BASE}${path}`, { ...init, ...UNCACHED, headers }).catch(() => null);
  if (answer === null)
    throw new ApiProblem(0, 'The students’ service cannot be reached. Check the network and try again.');
  const body: unknown = await answer.json().catch(() => null);
  // A backup that failed is an answer, with its own line.
  if (answer.ok || (answer.status === 502 && runFrom(body) !== null)) return { body };
  throw new ApiProblem(answer.status, lineFor(answer.status, errorFrom(body)));
}

function lineFor(status: number, line: string | null): string {
  if (status === 401) return 'Your session has ended. Sign in again.';
  if (line !== null) return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
  return `${STRANGE} (${status})`;
}

function known<T>(value: T | null): T {
  if (value === null) throw new ApiProblem(200, STRANGE);
  return value;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
