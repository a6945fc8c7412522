/** The part of a browser's Storage that is used. */
export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

const TOKEN = 'token';
const WAY = 'sign-in';

/** What is kept while a person is at the sign-in page. */
export interface Way {
  state: string;
  verifier: string;
  /** The query that the page had. */
  query: string;
}

/**
 * The store is the tab's sessionStorage: it ends with the tab, and no other tab sees it. localStorage would keep a token
 * on a shared computer until somebody clears it.
 */
export function keepToken(store: Store, token: string, expiresIn: number, now = Date.now()): void {
  store.setItem(TOKEN, JSON.stringify({ token, until: now + expiresIn * 1000 }));
}

/** Null when there is none, or its time is over. */
export function tokenOf(store: Store, now = Date.now()): string | null {
  const kept = parsed(store.getItem(TOKEN));
  const { token, until } = kept ?? {};
  if (typeof token !== 'string' || typeof until !== 'number') return null;
  return now < until ? token : null;
}

export function forgetToken(store: Store): void {
  store.removeItem(TOKEN);
}

export function keepWay(store: Store, way: Way): void {
  store.setItem(WAY, JSON.stringify(way));
}

/** Takes it out: each way back counts once. */
export function takeWay(store: Store): Way | null {
  const { state, verifier, query } = parsed(store.getItem(WAY)) ?? {};
  store.removeItem(WAY);
  if (typeof state !== 'string' || typeof verifier !== 'string' || typeof query !== 'string') return null;
  return { state, verifier, query };
}

function parsed(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
