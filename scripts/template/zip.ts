import { createHash } from 'node:crypto';
import { type Zippable, zipSync } from 'fflate';

/**
 * Zip stores local time and fflate reads it with the local getters, so this is the first second of 1980, which is the
 * format's zero, in every time zone.
 */
const EPOCH = new Date(1980, 0, 1);
const UNIX = 3;
const REGULAR_FILE_0644 = 0o100644 << 16;

/** The same files give the same bytes on any machine, in any time zone and in any order. */
export function zip(files: Record<string, Uint8Array>): Uint8Array {
  const attributes = { mtime: EPOCH, os: UNIX, attrs: REGULAR_FILE_0644, level: 9 } as const;
  const names = Object.keys(files).sort();
  const entries = names.map((name) => [name, [files[name] ?? new Uint8Array(), attributes]] as const);
  return zipSync(Object.fromEntries(entries) as Zippable);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
