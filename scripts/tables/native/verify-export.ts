import { itemsDigest } from '../../../functions/shared/backup/items/digest.ts';
import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import type { ExportManifest, ExportPart } from '../../../functions/shared/backup/manifest.ts';
import { isProblem } from '../../../functions/shared/backup/problem.ts';
import type { ScanProgress } from '../../../functions/shared/backup/scan/job.ts';
import { atMost } from '../at-most.ts';
import type { OpenBackup } from '../open-backup.ts';
import type { Finding } from '../verify/findings.ts';
import { DATA_FOLDER } from './export-output.ts';
import { openExportPart, readChange, readItem } from './export-part.ts';

/** What disproves an export; of a part, DynamoDB has told the MD5 and the number of its items, and not the size. */
export type ExportFinding =
  | Extract<Finding, { kind: 'part-missing' | 'items-differ' | 'stray-file' }>
  | { kind: 'export-part-damaged'; part: string; check: 'md5' | 'text'; recorded: string; found: string | null };

export interface VerifiedExport {
  findings: ExportFinding[];
  /** What does no harm, a line each. */
  notes: string[];
  /** Read, in whole parts. */
  items: number;
  /** Of all items (see items/digest.ts), to compare with a table; null: some are missing, or these are changes. */
  digest: string | null;
}

interface Verifying {
  signal: AbortSignal;
  report?: ((progress: ScanProgress) => void) | undefined;
}

/** Files that are read at the same time: the network waits less, the memory stays small. */
const AT_ONCE = 2;

/** Reads every file of an export and compares it with the manifest. Errors of the store pass through. */
export async function verifyExport(backup: OpenBackup<ExportManifest>, verifying: Verifying): Promise<VerifiedExport> {
  const { manifest } = backup;
  const isFull = manifest.consistency.kind === 'point-in-time';
  const digest = itemsDigest();
  const found = new Map<ExportPart, ExportFinding[]>();
  const teller = progressTeller(manifest, verifying);
  await atMost(AT_ONCE, manifest.parts, async (part) => {
    const seen = await lookAt(backup, part, isFull, teller);
    found.set(part, seen.findings);
    if (seen.findings.length === 0) digest.merge(seen.digest, seen.items);
  });
  const findings = [...manifest.parts.flatMap((part) => found.get(part) ?? []), ...(await strayFiles(backup))];
  const recorded = manifest.parts.reduce((sum, { items }) => sum + items, 0);
  if (recorded !== manifest.items) {
    findings.push({ kind: 'items-differ', of: 'backup', recorded: manifest.items, found: recorded });
  }
  const notes = isFull ? [] : ['it holds changes: they follow a full export'];
  return { findings, notes, items: digest.count, digest: isFull && findings.length === 0 ? digest.hex() : null };
}

export function damagedExportText({ part, check }: Extract<ExportFinding, { kind: 'export-part-damaged' }>): string {
  const what = check === 'md5' ? 'its MD5 is another one' : 'it cannot be read as a file of an export';
  return `${part} is damaged: ${what}`;
}

function progressTeller({ items: expected }: ExportManifest, { signal, report }: Verifying) {
  let items = 0;
  let size = 0;
  return (line: string) => {
    signal.throwIfAborted();
    items++;
    size += line.length;
    if (items % 256 === 0) report?.({ items, size, expected: Math.max(expected, items) });
  };
}

interface Seen {
  findings: ExportFinding[];
  items: number;
  digest: string;
}

async function lookAt(
  { store }: OpenBackup<ExportManifest>,
  part: ExportPart,
  isFull: boolean,
  onLine: (line: string) => void,
): Promise<Seen> {
  const digest = itemsDigest();
  const open = openExportPart(store, part.name, (line) => {
    if (isFull) digest.add(itemTexts(readItem(line)).canonical);
    else readChange(line);
    return line;
  });
  try {
    for await (const line of open.lines) onLine(line);
  } catch (error) {
    if (isProblem(error, 'absent'))
      return { findings: [{ kind: 'part-missing', part: part.name }], items: 0, digest: '' };
    if (!isProblem(error, 'damaged')) throw error;
    const damage = { kind: 'export-part-damaged', part: part.name, check: 'text' } as const;
    return { findings: [{ ...damage, recorded: part.md5, found: null }], items: 0, digest: '' };
  }
  return compared(part, open.facts(), digest.hex());
}

function compared(part: ExportPart, { items, md5 }: { items: number; md5: string }, digest: string): Seen {
  const { name } = part;
  const findings: ExportFinding[] = [];
  if (md5 !== part.md5) {
    findings.push({ kind: 'export-part-damaged', part: name, check: 'md5', recorded: part.md5, found: md5 });
  } else if (items !== part.items) {
    findings.push({ kind: 'items-differ', of: { part: name }, recorded: part.items, found: items });
  }
  return { findings, items, digest };
}

/** ImportTable takes every object below its prefix for data. */
async function strayFiles({ store, manifest }: OpenBackup<ExportManifest>): Promise<ExportFinding[]> {
  const known = new Set(manifest.parts.map(({ name }) => name));
  const files = await store.list('AWSDynamoDB/');
  const stray = files.filter(({ name }) => DATA_FOLDER.test(name) && !known.has(name));
  return stray.map(({ name: file }) => ({ kind: 'stray-file', file }));
}
