import { createHash } from 'node:crypto';

export const INCOMING = 'incoming/';
const PROCESSED = 'processed/';

/** "Object key naming", Amazon S3 User Guide: in UTF-8. */
const LONGEST_KEY_BYTES = 1024;

/**
 * Where a version's summary goes: `incoming/a.csv` → `processed/a.csv/<version id>.json`. A result of its own for each
 * version, so that no event, however late or often it comes, can put an older summary in place of a newer one.
 * @returns a key with the SHA-256 of the object's key in its place when it would be longer than S3 takes
 */
export function resultKey(key: string, versionId: string): string {
  const plain = `${PROCESSED}${key.slice(INCOMING.length)}/${versionId}.json`;
  if (Buffer.byteLength(plain) <= LONGEST_KEY_BYTES) return plain;
  return `${PROCESSED}sha256-${createHash('sha256').update(key).digest('hex')}/${versionId}.json`;
}
