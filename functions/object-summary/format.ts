export type Format = 'csv' | 'ndjson';

const BY_CONTENT_TYPE = new Map<string, Format>([
  ['text/csv', 'csv'],
  ['application/csv', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['application/jsonlines', 'ndjson'],
  ['application/x-jsonlines', 'ndjson'],
]);

/** What S3 and browsers say when they do not know better: then the key's ending decides. */
const UNSPECIFIC = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'text/plain', 'application/json']);

const BY_ENDING: [ending: RegExp, format: Format][] = [
  [/\.csv$/i, 'csv'],
  [/\.(ndjson|jsonl)$/i, 'ndjson'],
];

/** The format to count by; null for any other and for a compressed body, whose bytes are not the text's. */
export function formatOf(key: string, contentType: string | null, contentEncoding: string | null): Format | null {
  if (!isPlain(contentEncoding)) return null;
  const type = (contentType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
  const known = BY_CONTENT_TYPE.get(type);
  if (known) return known;
  if (!UNSPECIFIC.has(type)) return null;
  return BY_ENDING.find(([ending]) => ending.test(key))?.[1] ?? null;
}

/** `aws-chunked` is how an upload was framed; it does not change what is stored. */
function isPlain(contentEncoding: string | null): boolean {
  const encodings = (contentEncoding ?? '').toLowerCase().split(',');
  return encodings.every((encoding) => ['', 'identity', 'aws-chunked'].includes(encoding.trim()));
}
