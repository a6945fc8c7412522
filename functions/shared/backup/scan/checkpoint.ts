import * as v from 'valibot';
import type { Item } from '../items/item.ts';
import { parseItem } from '../items/parse.ts';
import { itemTexts } from '../items/text.ts';
import { CHECKPOINT, recordName } from '../layout.ts';
import { BackupProblem } from '../problem.ts';
import { type BackupStore, readWhole } from '../store.ts';

/** A part that is written, and where its segment goes on. */
export interface PartRecord {
  segment: number;
  index: number;
  /** Null: no item was left. */
  file: { name: string; bytes: number; sha256: string } | null;
  items: number;
  digest: string;
  /** Null: the segment is done. */
  next: Item | null;
}

const StoredRecord = v.object({
  segment: v.number(),
  index: v.number(),
  file: v.nullable(v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })),
  items: v.number(),
  digest: v.string(),
  /** DynamoDB JSON. */
  next: v.nullable(v.string()),
});

/** The records of all parts; those of a segment in their order. */
export async function readRecords(store: BackupStore): Promise<PartRecord[]> {
  const files = await store.list(`${CHECKPOINT}part-`);
  const records: PartRecord[] = [];
  for (const { name } of files) records.push(parseRecord(await readWhole(store, name), `${store.place}/${name}`));
  return records;
}

export function writeRecord(store: BackupStore, record: PartRecord): Promise<void> {
  const text = JSON.stringify({ ...record, next: record.next && itemTexts(record.next).text });
  return store.write(recordName(record.segment, record.index), Buffer.from(text));
}

function parseRecord(text: string, place: string): PartRecord {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), StoredRecord), text);
  if (!parsed.success) {
    throw new BackupProblem('damaged', `${place} is damaged: begin a new backup with --new`);
  }
  const { next } = parsed.output;
  return { ...parsed.output, next: next === null ? null : parseItem(next) };
}
