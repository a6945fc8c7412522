import { isIP } from 'node:net';
import type { Settings } from './settings.ts';

const LOOPBACK = '127.0.0.1';

/**
 * The URL to call, if it may be called: TLS on its standard port, the allowed host by name, no credentials in it. The
 * local environment may call 127.0.0.1 without TLS.
 * @throws without repeating the URL, which somebody may have written a key into
 */
export function checkedUrl({ apiUrl, allowedHost, allowLoopback, keyParameter }: Settings): URL {
  if (!URL.canParse(apiUrl)) throw new Error('API_URL is not a URL');
  const url = new URL(apiUrl);
  if (url.username || url.password) throw new Error('API_URL must not hold credentials');
  if (keysIn(url, keyParameter).length > 0) {
    throw new Error(`API_URL must not hold ${keyParameter}: the key belongs into a secret`);
  }
  if (url.hostname !== allowedHost) throw new Error(`API_URL must be on ${allowedHost}, the allowed host`);
  if (allowLoopback && url.hostname === LOOPBACK && url.protocol === 'http:') return url;
  if (url.protocol !== 'https:') throw new Error('API_URL must be https');
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) throw new Error('API_URL must name its host, not an address');
  if (url.port !== '') throw new Error('API_URL must use the standard port');
  return url;
}

export function withKey(url: URL, parameter: string, key: string | null): URL {
  const full = new URL(url);
  if (key !== null) full.searchParams.set(parameter, key);
  return full;
}

/** The URL as it may be shown: never with a key. */
export function shownUrl(url: URL, keyParameter: string): string {
  const shown = new URL(url);
  for (const name of keysIn(shown, keyParameter)) shown.searchParams.delete(name);
  shown.hash = '';
  return shown.href;
}

/** The query's names of the key, in whatever case: many servers do not tell `appid` from `APPID`. */
function keysIn({ searchParams }: URL, keyParameter: string): string[] {
  return [...searchParams.keys()].filter((name) => name.toLowerCase() === keyParameter.toLowerCase());
}
