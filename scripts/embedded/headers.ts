import type { Check } from './calls.ts';

/** The two headers between the front and `launcher/decisions.py`. Neither is let in or out. */
const TOKEN = 'x-stackwarden-front';
const CHECKS = 'x-stackwarden-checks';

// RFC 9110, 7.6.1: these concern one connection. Transfer-Encoding stays, as Node frames the body anew by it.
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** Names and values in turn, as Node's `rawHeaders` has them. */
type RawHeaders = string[];

function without(headers: RawHeaders, drop: (name: string) => boolean): RawHeaders {
  return headers.filter((_, index) => !drop((headers[index - (index % 2)] ?? '').toLowerCase()));
}

/** A request's headers as MiniStack gets them: everything that a signature may cover is left as it was. */
export function forwardedHeaders(
  received: RawHeaders,
  { host, token, isSecure }: { host: string; token: string; isSecure: boolean },
): RawHeaders {
  const kept = without(
    received,
    (name) =>
      HOP_BY_HOP.has(name) ||
      name === 'host' ||
      name === 'forwarded' ||
      name.startsWith('x-forwarded-') ||
      name.startsWith('x-stackwarden-'),
  );
  // Policies see aws:SecureTransport as they would in AWS, where every endpoint speaks TLS.
  const tls = isSecure ? ['X-Forwarded-Proto', 'https'] : [];
  return ['Host', host, ...kept, ...tls, TOKEN, token, 'Connection', 'keep-alive'];
}

/** A response's headers as the caller gets them. */
export function answeredHeaders(received: RawHeaders): RawHeaders {
  return without(received, (name) => HOP_BY_HOP.has(name) || name === CHECKS);
}

/** The decisions that the launcher attached to a response; none when it attached none. */
export function checksIn(headers: NodeJS.Dict<string | string[]>): { checks: Check[]; omitted: number } {
  const value = headers[CHECKS];
  if (typeof value !== 'string') return { checks: [], omitted: 0 };
  return JSON.parse(Buffer.from(value, 'base64').toString('utf8'));
}

const CREDENTIAL = /signature|credential|token|secret|password|accesskey|^code$/i;

/** A request's path as the record keeps it: parameters that sign or authenticate lose their value. */
export function recordedPath(url: string): string {
  const start = url.indexOf('?');
  if (start < 0) return url;
  const parameters = url.slice(start + 1).split('&');
  return `${url.slice(0, start)}?${parameters.map(withoutSecret).join('&')}`;
}

function withoutSecret(parameter: string): string {
  const [name = ''] = parameter.split('=', 1);
  return CREDENTIAL.test(decoded(name)) && name !== parameter ? `${name}=…` : parameter;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
