import { partName } from '../layout.ts';
import type { BackupStore } from '../store.ts';
import type { TableRecord } from '../table-record.ts';
import { type PartRecord, writeRecord } from './checkpoint.ts';
import { recordOfOrphan } from './orphan.ts';
import { type Scanning, scanPages } from './pages.ts';
import { type PartLimits, type PartSource, writePart } from './part.ts';
import { assertOurs } from './runs.ts';
import type { Settings } from './settings.ts';

export interface SegmentWork {
  /** The backup's own. */
  store: BackupStore;
  settings: Settings;
  keys: TableRecord['keys'];
  scanning: Scanning;
  limits: PartLimits;
  run: number;
  isKept: boolean;
  /** Files that were there when this run began. */
  present: ReadonlySet<string>;
  onPage: PartSource['onPage'];
}

/** Goes on after the parts that are recorded already. Gives the records of all parts of the segment. */
export async function backUpSegment(
  work: SegmentWork,
  segment: number,
  recorded: readonly PartRecord[],
): Promise<PartRecord[]> {
  const records = [...recorded, ...(await adopted(work, segment, recorded))];
  const last = records.at(-1);
  if (last?.next === null) return records;
  const start = last?.next ?? null;
  const pages = scanPages(work.scanning, segment, start);
  let isDone = false;
  while (!isDone) {
    const source = { segment, index: records.length, pages, onPage: work.onPage };
    const record = await writePart(work.store, work.settings, source, work.limits);
    await keep(work, record);
    records.push(record);
    isDone = record.next === null;
  }
  return records;
}

/** Between the end of a part and its record a process can end, too: at most one part of a segment has none. */
async function adopted(work: SegmentWork, segment: number, recorded: readonly PartRecord[]): Promise<PartRecord[]> {
  const index = recorded.length;
  if (!work.present.has(partName(segment, index, work.settings.format))) return [];
  const record = await recordOfOrphan(work.store, work.settings, work.keys, { segment, index });
  await keep(work, record);
  work.onPage(record.items, 0);
  return [record];
}

async function keep({ store, run, isKept }: SegmentWork, record: PartRecord): Promise<void> {
  if (!isKept) return;
  await assertOurs(store, run);
  await writeRecord(store, record);
}
