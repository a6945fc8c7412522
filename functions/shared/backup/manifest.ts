import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { MANIFEST } from './layout.ts';
import { BackupProblem } from './problem.ts';
import { type BackupStore, readWhole } from './store.ts';
import { TableRecord } from './table-record.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** A column of a CSV part; `type` is the one that its cells have unless they say another one (see items/csv.ts). */
export const Column = v.object({ name: v.string(), type: v.picklist(['S', 'N', 'B', 'BOOL', 'JSON']) });

export type Column = v.InferOutput<typeof Column>;

const ScanPart = v.object({
  name: v.pipe(v.string(), v.regex(/^data\/\w[\w.-]*$/)),
  segment: Count,
  items: Count,
  /** Of the file, which is compressed. */
  bytes: Count,
  /** Of the file. */
  sha256: Hash,
  /** Of the items (see items/digest.ts). */
  digest: Hash,
});

export type ScanPart = v.InferOutput<typeof ScanPart>;

/** A data file of DynamoDB's own export, with what the export's manifest says of it. */
const ExportPart = v.object({
  /** Below the place of the backup. */
  name: v.pipe(v.string(), v.regex(/^AWSDynamoDB\/(?:[\w-]+\/)*\w[\w.-]*$/)),
  items: Count,
  /** Base64, of the file. */
  md5: v.string(),
});

export type ExportPart = v.InferOutput<typeof ExportPart>;

const common = {
  formatVersion: v.literal(1),
  id: v.string(),
  tool: v.string(),
  table: TableRecord,
  /** ISO 8601, UTC. A backup that was interrupted began with its first run. */
  startedAt: v.string(),
  endedAt: v.string(),
  items: Count,
};

export const ScanManifest = v.object({
  ...common,
  engine: v.literal('scan'),
  format: v.picklist(['dynamodb-json', 'csv']),
  /** Null for DynamoDB JSON. */
  columns: v.nullable(v.array(Column)),
  /** How often it was taken up again. */
  resumed: Count,
  /** Every item is as it was at some moment between start and end, and not all at the same one. */
  consistency: v.object({ kind: v.literal('each-item'), reads: v.picklist(['eventual', 'strong']) }),
  digest: Hash,
  segments: v.array(v.object({ segment: Count, items: Count })),
  parts: v.array(ScanPart),
});

export type ScanManifest = v.InferOutput<typeof ScanManifest>;

export const ExportManifest = v.object({
  ...common,
  engine: v.literal('export'),
  format: v.literal('dynamodb-json'),
  exportArn: v.string(),
  /** All items at one moment, or each item that changed within a time; ISO 8601, UTC. */
  consistency: v.variant('kind', [
    v.object({ kind: v.literal('point-in-time'), at: v.string() }),
    v.object({ kind: v.literal('changes'), from: v.string(), to: v.string() }),
  ]),
  parts: v.array(ExportPart),
});

export type ExportManifest = v.InferOutput<typeof ExportManifest>;

export const Manifest = v.variant('engine', [ScanManifest, ExportManifest]);

export type Manifest = v.InferOutput<typeof Manifest>;

/** The manifest as it is stored: with the SHA-256 of its own text, so that no byte of it can change unseen. */
export function manifestText(manifest: Manifest): string {
  const sha256 = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
  return `${JSON.stringify({ manifest, sha256 }, null, 2)}\n`;
}

const Stored = v.object({ manifest: Manifest, sha256: Hash });

/** @throws BackupProblem `absent`, `foreign` or `damaged` */
export async function readManifest(store: BackupStore): Promise<Manifest> {
  return parseManifest(await readWhole(store, MANIFEST), store.place);
}

export function parseManifest(text: string, place: string): Manifest {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  if (!parsed.success) throw damaged(place);
  const { formatVersion } = (parsed.output as { manifest?: { formatVersion?: unknown } } | null)?.manifest ?? {};
  if (formatVersion === undefined) throw foreign(place, 'is not the manifest of a backup');
  if (formatVersion !== 1) throw foreign(place, 'was written by another version: use that one, or a newer one');
  // Whatever else has changed shows in the text: white space, an order, a field that nobody reads.
  if (!v.is(Stored, parsed.output) || manifestText(parsed.output.manifest) !== text) throw damaged(place);
  return parsed.output.manifest;
}

function damaged(place: string): BackupProblem {
  return new BackupProblem(
    'damaged',
    `${place}/${MANIFEST} is damaged: restore an earlier version of it, or use another backup`,
  );
}

function foreign(place: string, what: string): BackupProblem {
  return new BackupProblem('foreign', `${place}/${MANIFEST} ${what}`);
}
