/** What MiniStack's authoriser decided about one action of a call. */
export interface Check {
  /** The caller's ARN: the session's for an assumed role; `*` for a caller without (valid) credentials. */
  principal: string;
  action: string;
  resource: string;
  decision: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied' | 'Unauthenticated';
  /** The statement or policy that denied, or the error code of credentials that were refused. */
  reason: string | null;
}

/** One request that passed the front. */
export interface Call {
  /** Counts from 1 in the order in which answers began. */
  sequence: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  method: string;
  host: string;
  /** Path and query; values that sign or authenticate are replaced by `…`. */
  path: string;
  status: number;
  checks: Check[];
  /** Checks beyond the 100 (200 with denials) that are kept of one call. */
  omitted: number;
}

interface WaitOptions {
  /** A mark: only calls after it count. */
  since: number;
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface CallRecord {
  add(call: Omit<Call, 'sequence'>): void;
  /** The place in the record that `since` takes. */
  mark(): number;
  since(mark: number): Call[];
  /** The first matching call, recorded already or still to come; rejects when the time is over. */
  waitFor(predicate: (call: Call) => boolean, options: WaitOptions): Promise<Call>;
}

/** Keeps the last `capacity` calls. */
export function createCallRecord(capacity = 50_000): CallRecord {
  const ring: Call[] = [];
  const listeners = new Set<(call: Call) => void>();
  let last = 0;
  const since = (mark: number) => {
    const first = Math.max(mark, last - ring.length) + 1;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ring[(first + i - 1) % capacity] as Call);
  };
  return {
    add(call) {
      last += 1;
      const added = { sequence: last, ...call };
      ring[(last - 1) % capacity] = added;
      for (const listener of [...listeners]) listener(added);
    },
    mark: () => last,
    since,
    waitFor: (predicate, options) => {
      const found = since(options.since).find(predicate);
      return found ? Promise.resolve(found) : nextCall(listeners, predicate, options);
    },
  };
}

function nextCall(
  listeners: Set<(call: Call) => void>,
  predicate: (call: Call) => boolean,
  { timeoutMs, signal }: WaitOptions,
): Promise<Call> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      listeners.delete(listener);
      signal?.removeEventListener('abort', abort);
    };
    const listener = (call: Call) => {
      if (!predicate(call)) return;
      end();
      resolve(call);
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
    };
    const abort = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(new Error(`no such call within ${timeoutMs} ms`)), timeoutMs);
    listeners.add(listener);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
  });
}

/** What concerns one account of a record: calls by its principals, and those of others on what is its own. */
export function callsOf(record: CallRecord, accountId: string): CallRecord {
  const own = (call: Call): Call => ({ ...call, checks: call.checks.filter((check) => concerns(check, accountId)) });
  const isOwn = ({ checks }: Call) => checks.length === 0 || checks.some((check) => concerns(check, accountId));
  return {
    add: record.add,
    mark: record.mark,
    since: (mark) => record.since(mark).filter(isOwn).map(own),
    waitFor: async (predicate, options) =>
      own(await record.waitFor((call) => isOwn(call) && predicate(own(call)), options)),
  };
}

/** A caller without credentials is of no account, and some calls are on nothing in particular. */
function concerns({ principal, resource }: Check, accountId: string): boolean {
  const account = /^arn:[^:]*:[^:]*::(\d{12}):/.exec(principal)?.[1];
  if (account === accountId || resource.includes(accountId)) return true;
  return account === undefined && !/\d{12}/.test(resource);
}

/** The role's name in `…:assumed-role/NAME/SESSION` and `…:role/PATH/NAME`; null for any other principal. */
export function roleNameOf(principalArn: string): string | null {
  const [kind, ...names] = principalArn.split(':').slice(5).join(':').split('/');
  if (kind === 'assumed-role') return names[0] ?? null;
  return kind === 'role' ? (names.at(-1) ?? null) : null;
}
