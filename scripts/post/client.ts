import { setTimeout as wait } from 'node:timers/promises';
import { request } from '@octokit/request';
import { failureOf, type Refusal, refusalIn } from './failures.ts';
import type { Target } from './target.ts';

export interface Client {
  /** Reads or changes: done twice it does the same. */
  ask(route: string, what: string, parameters?: Parameters): Promise<unknown>;
  /** All entries of a list, from all its pages. */
  all(route: string, what: string, parameters?: Parameters): Promise<unknown[]>;
  /**
   * Makes something once. GitHub may have made it and failed to say so: before the next try, `find` looks for it.
   */
  make<T>(route: string, what: string, parameters: Parameters, find: () => Promise<T | null>): Promise<T | unknown>;
}

type Parameters = Readonly<Record<string, unknown>>;

const TRIES = 4;
const LONGEST_WAIT_MS = 60_000;
const TIMEOUT_MS = 30_000;
const PAGE_SIZE = 100;

export interface Pace {
  signal: AbortSignal;
  /** The wait before the second try, when GitHub names none; it doubles. */
  firstWaitMs?: number;
  /** How long GitHub may take to answer. */
  timeoutMs?: number;
}

export function clientOf(target: Target, { signal, firstWaitMs = 1000, timeoutMs = TIMEOUT_MS }: Pace): Client {
  const octokit = requestTo(target);

  /** @param between what is looked at before another try; anything but null is the answer */
  async function tried(route: string, what: string, parameters: Parameters, between: () => Promise<unknown>) {
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        return await octokit(route, { ...parameters, request: { signal: limit } });
      } catch (error) {
        signal.throwIfAborted();
        const refusal = refusalIn(error);
        if (refusal === null) throw error;
        const pause = pauseAfter(refusal, firstWaitMs * 2 ** (TRIES - 1 - left));
        if (pause === null || left === 0) throw failureOf(refusal, what, target);
        await wait(pause, undefined, { signal });
        const found = await between();
        if (found !== null) return { data: found, headers: {} };
      }
    }
  }

  const nothing = async () => null;
  return {
    ask: async (route, what, parameters = {}) => (await tried(route, what, parameters, nothing)).data,
    all: async (route, what, parameters = {}) => {
      const found: unknown[] = [];
      // By number, not by the address that the answer names: the token goes nowhere else.
      for (let page = 1; ; page += 1) {
        const paged = { ...parameters, per_page: PAGE_SIZE, page };
        const { data, headers } = await tried(route, what, paged, nothing);
        found.push(...(Array.isArray(data) ? data : []));
        if (!/rel="next"/.test(String((headers as Parameters).link ?? ''))) return found;
      }
    },
    make: async (route, what, parameters, find) => (await tried(route, what, parameters, find)).data,
  };
}

function requestTo({ apiUrl, token, owner, repo }: Target) {
  const headers = { authorization: `token ${token}`, 'x-github-api-version': '2022-11-28' };
  return request.defaults({ baseUrl: apiUrl, owner, repo, headers });
}

/** How long to wait before asking again; null where that would not help. */
function pauseAfter({ status, headers }: Refusal, usual: number): number | null {
  const named = headers['retry-after'];
  // GitHub's limits are told by 403 as well, and only those name a time.
  const isLimit = status === 429 || (status === 403 && named !== undefined);
  if (status < 500 && !isLimit) return null;
  const seconds = Number(named);
  return Math.min(named !== undefined && seconds >= 0 ? seconds * 1000 : usual, LONGEST_WAIT_MS);
}
