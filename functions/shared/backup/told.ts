import type { Manifest } from './manifest.ts';

/** What a backup shows of a table that is written to meanwhile. */
export function consistencyText({ consistency, startedAt, endedAt }: Manifest): string {
  if (consistency.kind === 'point-in-time') return `all items as they were at ${consistency.at}`;
  if (consistency.kind === 'changes') return `the items that changed from ${consistency.from} to ${consistency.to}`;
  const reads = consistency.reads === 'strong' ? 'strongly' : 'eventually';
  return `each item as it was at some moment between ${startedAt} and ${endedAt}, by ${reads} consistent reads; not all at the same moment`;
}

/** Of the files, compressed; null where DynamoDB wrote them and does not say. */
export function storedBytes(manifest: Manifest): number | null {
  return manifest.engine === 'scan' ? manifest.parts.reduce((sum, { bytes }) => sum + bytes, 0) : null;
}
