/** The part of a browser's Storage that is used. */
export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

const TOKEN = 'token';
const WAY = 'sign-in';
const DRAFT = 'draft';

/** What is kept while a person is at the sign-in page. */
export interface Way {
  state: string;
  verifier: string;
  /** The query that the page had. */
  query: string;
}

/**
 * The store is the tab's sessionStorage: it ends with the tab, and no other tab sees it. localStorage would keep a token
 * on a shared computer until somebody clears it, and hand it to whatever runs on this origin later.
 * @param expiresIn seconds
 */
export function keepToken(store: Store, token: string, expiresIn: number, now = Date.now()): void {
  store.setItem(TOKEN, JSON.stringify({ token, until: now + expiresIn * 1000 }));
}

/** Null when there is none, or its time is over. */
export function tokenOf(store: Store, now = Date.now()): string | null {
  const { token, until } = kept(store, TOKEN);
  if (typeof token !== 'string' || typeof until !== 'number') return null;
  return now < until ? token : null;
}

export function forgetToken(store: Store): void {
  store.removeItem(TOKEN);
}

export function keepWay(store: Store, way: Way): void {
  store.setItem(WAY, JSON.stringify(way));
}

/**
 * The way that belongs to a state, taken out: each counts once. Null when it is another, which stays: whoever leads a
 * person here with a state of their own ends nothing.
 */
export function takeWay(store: Store, state: string | null): Way | null {
  const { state: own, verifier, query } = kept(store, WAY);
  if (typeof own !== 'string' || typeof verifier !== 'string' || typeof query !== 'string') return null;
  if (own !== state) return null;
  store.removeItem(WAY);
  return { state: own, verifier, query };
}

/** What was typed when a session ended, until the person is back. */
export function keepDraft(store: Store, typed: Record<string, string>): void {
  store.setItem(DRAFT, JSON.stringify(typed));
}

export function takeDraft(store: Store): Record<string, string> {
  const texts = Object.entries(kept(store, DRAFT)).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  store.removeItem(DRAFT);
  return Object.fromEntries(texts);
}

function kept(store: Store, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(store.getItem(name) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
