import { ApiProblem, problemOf, SessionEnded, SILENT, STRANGE } from './api-problem.ts';
import { readPatiently, secondsOf, type Wait } from './patience.ts';
import { errorFrom, pageFrom, type Run, runFrom, type StudentPage, sentStudentFrom } from './shapes.ts';
import type { NewStudent } from './validation.ts';

/** Each throws ApiProblem, SessionEnded among them. Reads that are refused for being too many are tried again, writes never are. */
export interface Api {
  list(query: { search: string; next: string | null }, onWait: Wait): Promise<StudentPage>;
  add(student: NewStudent, mayReplace: boolean): Promise<void>;
  backUp(format: string): Promise<Run>;
  run(statusUrl: string, onWait: Wait): Promise<Run>;
}

export interface ApiOptions {
  /** Null when nobody needs to sign in; 'ended' when somebody has to again. */
  token: () => { access: string } | 'ended' | null;
  send?: typeof fetch;
  pause?: (ms: number) => Promise<void>;
}

const BASE = '/api/';
/** A backup's answer takes 20 s at most, and API Gateway's 29. */
const LONGEST_MS = 60_000;

export function apiClient({ token, send = fetch, pause = sleep }: ApiOptions): Api {
  const call = (path: string, init: RequestInit = {}) => answerOf(send, token(), path, init);
  const read = (path: string, onWait: Wait) => readPatiently(() => call(path), pause, onWait);
  return {
    async list({ search, next }, onWait) {
      const query = new URLSearchParams({ ...(search ? { search } : {}), ...(next ? { next } : {}) });
      return known(pageFrom(await read(`students?${query}`, onWait)));
    },
    async add(student, mayReplace) {
      // A network that makes people sign in to it answers 200 as well, with a page of its own.
      known(sentStudentFrom(await call(`students${mayReplace ? '?overwrite=true' : ''}`, posting(student))));
    },
    backUp: async (format) => known(runFrom(await call('backup', posting({ format })))),
    run: async (statusUrl, onWait) => known(runFrom(await read(statusUrl, onWait))),
  };
}

function posting(body: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

/** The body of an answer, whatever it is. */
async function answerOf(
  send: typeof fetch,
  token: ReturnType<ApiOptions['token']>,
  path: string,
  init: RequestInit,
): Promise<unknown> {
  if (token === 'ended') throw new SessionEnded();
  const headers = { ...init.headers, ...(token === null ? {} : { authorization: `Bearer ${token.access}` }) };
  // Node's types of a request know no cache.
  const how: object = { cache: 'no-store', signal: AbortSignal.timeout(LONGEST_MS) };
  const { answer, text } = await send(`${BASE}${path}`, { ...init, headers, ...how })
    .then(async (found) => ({ answer: found, text: await found.text() }))
    .catch(() => {
      throw new ApiProblem(0, SILENT);
    });
  const body = parsed(text);
  // A backup that failed is an answer, with its own line.
  if (answer.ok || (answer.status === 502 && runFrom(body) !== null)) return body;
  if (answer.status === 401 && token !== null) throw new SessionEnded();
  throw problemOf(answer.status, errorFrom(body), secondsOf(answer.headers.get('retry-after')));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function known<T>(value: T | null): T {
  if (value === null) throw new ApiProblem(200, STRANGE);
  return value;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
