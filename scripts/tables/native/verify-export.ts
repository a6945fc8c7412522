import { itemsDigest } from '../../../functions/shared/backup/items/digest.ts';
import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import type { ExportManifest, ExportPart } from '../../../functions/shared/backup/manifest.ts';
import { isProblem } from '../../../functions/shared/backup/problem.ts';
import type { OpenBackup } from '../open-backup.ts';
import { DATA_FOLDER } from './export-output.ts';
import { openExportPart, readChange, readItem } from './export-part.ts';

export interface ExportFinding {
  kind: 'part-missing' | 'part-damaged' | 'part-unknown' | 'items-differ';
  /** The part's name; of all of them, that of the manifest's count. */
  name: string;
  detail: string;
}

export interface VerifiedExport {
  findings: ExportFinding[];
  /** Read, in whole parts. */
  items: number;
  /** Of all items (see items/digest.ts), to compare with a table; null: some are missing, or these are changes. */
  digest: string | null;
}

interface Verifying {
  signal: AbortSignal;
  report?(progress: { items: number; expected: number }): void;
}

/** Files that are read at the same time: the network waits less, the memory stays small. */
const AT_ONCE = 4;

/** Reads every file of an export and compares it with the manifest. @throws errors of the store, and the signal's reason */
export async function verifyExport(backup: OpenBackup<ExportManifest>, verifying: Verifying): Promise<VerifiedExport> {
  const { manifest } = backup;
  const digest = itemsDigest();
  const findings = await unknownFiles(backup);
  let items = 0;
  const isFull = manifest.consistency.kind === 'point-in-time';
  const left = manifest.parts.values();
  const reader = async () => {
    for (const part of left) {
      verifying.signal.throwIfAborted();
      const seen = await lookAt(backup, part, isFull, verifying.signal);
      findings.push(...seen.findings);
      if (seen.findings.length > 0) continue;
      items += seen.items;
      digest.merge(seen.digest, seen.items);
      verifying.report?.({ items, expected: manifest.items });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  if (findings.length === 0 && items !== manifest.items) {
    const detail = `its parts have ${items} items, the manifest says ${manifest.items}`;
    findings.push({ kind: 'items-differ', name: 'manifest.json', detail });
  }
  findings.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { findings, items, digest: isFull && findings.length === 0 ? digest.hex() : null };
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
  signal: AbortSignal,
): Promise<Seen> {
  const digest = itemsDigest();
  const open = openExportPart<unknown>(store, part.name, (line) => {
    if (isFull) digest.add(itemTexts(readItem(line)).canonical);
    else readChange(line);
  });
  try {
    for await (const _ of open.lines) signal.throwIfAborted();
    const { items, md5 } = open.facts();
    return { findings: [...compared(part, items, md5)], items, digest: digest.hex() };
  } catch (error) {
    const kind = isProblem(error, 'absent') ? 'part-missing' : isProblem(error, 'damaged') ? 'part-damaged' : null;
    if (kind === null) throw error;
    const detail = kind === 'part-missing' ? 'the manifest has it, the store does not' : 'it cannot be read';
    return { findings: [{ kind, name: part.name, detail }], items: 0, digest: digest.hex() };
  }
}

function* compared(part: ExportPart, items: number, md5: string): Generator<ExportFinding> {
  if (md5 !== part.md5) {
    yield { kind: 'part-damaged', name: part.name, detail: `its MD5 is ${md5}, the manifest says ${part.md5}` };
  } else if (items !== part.items) {
    yield { kind: 'items-differ', name: part.name, detail: `it has ${items} items, the manifest says ${part.items}` };
  }
}

/** An import would take them for items of the table. */
async function unknownFiles({ store, manifest }: OpenBackup<ExportManifest>): Promise<ExportFinding[]> {
  const known = new Set(manifest.parts.map(({ name }) => name));
  const files = await store.list('AWSDynamoDB/');
  const unknown = files.filter(({ name }) => DATA_FOLDER.test(name) && !known.has(name));
  return unknown.map(({ name }) => ({
    kind: 'part-unknown',
    name,
    detail: 'it stands among the data files, and the manifest does not know it',
  }));
}
