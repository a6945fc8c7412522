import { createHash } from 'node:crypto';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { itemReader } from '../../../functions/shared/backup/items/parse.ts';
import type { ExportManifest, ExportPart } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import { damaged, decompressed, linesOf } from '../../../functions/shared/backup/read-part.ts';
import type { BackupStore } from '../../../functions/shared/backup/store.ts';
import type { OpenBackup } from '../open-backup.ts';

/** What became of an item within the time of an incremental export. */
export interface Change {
  key: Item;
  /** Null: it was deleted. */
  put: Item | null;
  /** Of the write, in microseconds since the epoch. */
  at: number;
}

export interface OpenExportPart<T> {
  lines: AsyncIterable<T>;
  /** Of the whole file, once the lines have ended. */
  facts(): { items: number; md5: string };
}

/** @param read a line of the file; what it throws counts as damage */
export function openExportPart<T>(store: BackupStore, name: string, read: (line: string) => T): OpenExportPart<T> {
  const place = `${store.place}/${name}`;
  const hash = createHash('md5');
  let items = 0;
  async function* file() {
    for await (const chunk of store.read(name)) {
      hash.update(chunk);
      yield chunk;
    }
  }
  async function* lines() {
    for await (const some of linesOf(unpacked(file(), place), place)) {
      for (const line of some) {
        items++;
        yield readLine(line, read, place);
      }
    }
  }
  return { lines: lines(), facts: () => ({ items, md5: hash.digest('base64') }) };
}

/** An empty partition has an empty file, which may be no gzip file at all. */
async function* unpacked(file: AsyncGenerator<Uint8Array>, place: string): AsyncGenerator<Uint8Array> {
  const first = await file.next();
  if (first.done) return;
  yield* decompressed(
    (async function* () {
      yield first.value;
      yield* file;
    })(),
    place,
  );
}

function readLine<T>(line: string, read: (line: string) => T, place: string): T {
  try {
    return read(line);
  } catch (error) {
    throw damaged(place, error);
  }
}

/**
 * A line of a full export.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export function readItem(line: string): Item {
  return itemReader(line)(JSON.parse(line).Item);
}

/**
 * A line of an incremental export: the new image is there for an insert and an update, whatever the view; a delete has
 * the key, and the old image where the view has those.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html#incremental-export-output
 */
export function readChange(line: string): Change {
  const { Metadata, Keys, NewImage } = JSON.parse(line);
  const key = itemReader(line)(Keys);
  if (Object.keys(key).length === 0) throw new SyntaxError('a change without a key');
  return {
    key,
    put: NewImage === undefined ? null : itemReader(line)(NewImage),
    at: microsOf(Metadata?.WriteTimestampMicros),
  };
}

/** The guide shows a string, exports hold a DynamoDB number. */
function microsOf(value: unknown): number {
  const text = typeof value === 'object' && value !== null ? (value as { N?: unknown }).N : value;
  const micros = typeof text === 'string' || typeof text === 'number' ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(micros)) throw new SyntaxError('a change without a time');
  return micros;
}

/** Items of a part of a full export; at its end its hash and number are compared with the manifest. */
export async function* exportItems(backup: OpenBackup<ExportManifest>, part: ExportPart): AsyncGenerator<Item> {
  if (backup.manifest.consistency.kind === 'changes') throw isIncremental(backup.store);
  yield* checkedLines(backup.store, part, readItem);
}

/** Changes of a part of an incremental export; at its end its hash and number are compared with the manifest. */
export async function* exportChanges(backup: OpenBackup<ExportManifest>, part: ExportPart): AsyncGenerator<Change> {
  yield* checkedLines(backup.store, part, readChange);
}

async function* checkedLines<T>(store: BackupStore, part: ExportPart, read: (line: string) => T): AsyncGenerator<T> {
  const open = openExportPart(store, part.name, read);
  yield* open.lines;
  const { items, md5 } = open.facts();
  if (items !== part.items || md5 !== part.md5) throw damaged(`${store.place}/${part.name}`);
}

export function isIncremental({ place }: BackupStore): BackupProblem {
  return new BackupProblem(
    'input',
    `${place} holds changes only: restore the full export that it follows, then apply the changes to that table`,
  );
}
