/** By the ending; what is not known is served as bytes, which no browser runs. */
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

export function contentTypeOf(key: string): string {
  return TYPES[/\.[^./]+$/.exec(key)?.[0].toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/** A name that holds a hash of the content never gets another one. Digits alone may well be a date. */
export function isKeptForever(key: string): boolean {
  return /[.-](?=\d*[a-f]|\d{16})[0-9a-f]{8,}\.\w+$/i.test(key);
}

export function cacheControlOf(key: string): string {
  return isKeptForever(key) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
