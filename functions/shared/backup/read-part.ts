import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FileFacts } from './gzip.ts';
import { LONGEST_RECORD, readCsv } from './items/csv.ts';
import type { Item } from './items/item.ts';
import { itemReader } from './items/parse.ts';
import type { Column } from './manifest.ts';
import { BackupProblem } from './problem.ts';
import type { BackupStore } from './store.ts';

export interface OpenPart {
  items: AsyncIterable<Item>;
  /** Of the whole file, once the items have ended. */
  facts(): FileFacts;
}

/** The items of a part, as they come. @param columns of a CSV part; null: DynamoDB JSON */
export function openPart(store: BackupStore, name: string, columns: readonly Column[] | null): OpenPart {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* file() {
    for await (const chunk of store.read(name)) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const place = `${store.place}/${name}`;
  const text = decompressed(file(), place);
  const items = columns === null ? jsonItems(text, place) : readCsv(text, columns, place);
  return { items, facts: () => ({ bytes, sha256: hash.digest('hex') }) };
}

/** Bytes that are unpacked at a time. */
const CHUNK = 256 * 1024;

/** @throws BackupProblem `damaged` */
export async function* decompressed(file: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  pipeline(Readable.from(file), gunzip, () => {});
  try {
    yield* gunzip;
  } catch (error) {
    const isDamage = /^Z_|^ERR_BUFFER/.test(String((error as { code?: unknown }).code));
    throw isDamage ? damaged(place, error) : error;
  }
}

/** Lines of UTF-8 text, without their ends. @throws BackupProblem `damaged` where one is longer than an item can be */
export async function* linesOf(text: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<string[]> {
  let rest: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of text) {
    const end = chunk.lastIndexOf(0x0a);
    if (end < 0) {
      rest.push(chunk);
      length += chunk.length;
      if (length > LONGEST_RECORD) throw damaged(place);
      continue;
    }
    const whole = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8');
    rest = [chunk.subarray(end + 1)];
    length = chunk.length - end - 1;
    yield whole.split('\n');
  }
  const last = Buffer.concat(rest).toString('utf8');
  if (last !== '') yield [last];
}

async function* jsonItems(text: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Item> {
  for await (const lines of linesOf(text, place)) {
    for (const line of lines) yield parseLine(line, place);
  }
}

/** A line as DynamoDB's own exports have them, too: `{"Item":{…}}`. */
function parseLine(line: string, place: string): Item {
  try {
    return itemReader(line)(JSON.parse(line).Item);
  } catch (error) {
    throw damaged(place, error);
  }
}

export function damaged(place: string, cause?: unknown): BackupProblem {
  return new BackupProblem(
    'damaged',
    `${place} is damaged: restore an earlier version of the file, or use another backup`,
    { cause },
  );
}
