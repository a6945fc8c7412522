import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Column } from '../manifest.ts';
import { BackupProblem } from '../problem.ts';
import type { KeyAttribute } from '../table-record.ts';
import { cellItem, cellValue, itemCell, nameCell, valueCell } from './csv-cell.ts';
import type { Item } from './item.ts';

/*
 * The CSV form of a backup: RFC 4180, UTF-8 without a byte order mark. Read with the columns of its manifest it loses
 * nothing but the order of a set's members, which has no meaning. A spreadsheet loses the types, each digit of a number
 * after the 15th, zeros before one, and what a cell has beyond 32,767 characters.
 * https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
 */

/** More are of no use to a reader, and each costs a comma in each line. */
const MOST_COLUMNS = 250;

/**
 * The keys, the other attributes of the sample by name (the rarest left out when they are too many), and last a column
 * for the attributes that have none of their own.
 */
export function columnsOf(sample: readonly Item[], keys: readonly KeyAttribute[]): Column[] {
  const keyNames = new Set(keys.map(({ name }) => name));
  const types = typesByName(sample);
  const others = [...types]
    .filter(([name]) => !keyNames.has(name))
    .sort(([a, one], [b, other]) => other.length - one.length || order(a, b))
    .slice(0, MOST_COLUMNS - keys.length - 1)
    .sort(([a], [b]) => order(a, b));
  return [
    ...keys.map(({ name, type }) => ({ name, type })),
    ...others.map(([name, all]) => ({ name, type: majority(all) })),
    { name: freeName('(other attributes)', (name) => keyNames.has(name) || types.has(name)), type: 'JSON' },
  ];
}

export function csvHeader(columns: readonly Column[]): string {
  return lineOf(columns.map(({ name }) => nameCell(name)));
}

export function csvLine(item: Item, columns: readonly Column[]): string {
  const own = new Set<string>();
  const cells = columns.slice(0, -1).map(({ name, type }) => {
    if (!Object.hasOwn(item, name)) return '';
    own.add(name);
    return valueCell(item[name] as Item[string], type);
  });
  const others = Object.entries(item).filter(([name]) => !own.has(name));
  return lineOf([...cells, others.length === 0 ? '' : itemCell(Object.fromEntries(others))]);
}

/** Bytes. Longer than any item: 400 KB of numbers such as 1e-130 have 20 MB of digits. */
export const LONGEST_RECORD = 32 * 1024 ** 2;

/**
 * The items as they come; only what `csvHeader` and `csvLine` write is read, byte for byte.
 * @param place of the text, for the message
 * @throws BackupProblem `damaged`; errors of the text pass through
 */
export async function* readCsv(
  text: AsyncIterable<Uint8Array>,
  columns: readonly Column[],
  place = 'the CSV file',
): AsyncGenerator<Item> {
  const unread = unreadBytes();
  const parser = parse({ record_delimiter: '\r\n', max_record_size: LONGEST_RECORD });
  // Errors reach the reader through the stream that is destroyed by them.
  pipeline(Readable.from(noted(text, unread), { highWaterMark: 1 }), parser, () => {});
  let records = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      const item = records === 0 ? null : itemOfCells(cells, columns);
      if (!unread.take(item === null ? csvHeader(columns) : csvLine(item, columns)))
        throw new SyntaxError('other text');
      records++;
      if (item !== null) yield item;
    }
    if (records === 0) throw new SyntaxError('no header');
  } catch (error) {
    if (!(error instanceof CsvError || error instanceof SyntaxError)) throw error;
    // The parser is ahead of the items.
    throw damaged(place, error instanceof CsvError ? Number(error.records) : records, error);
  }
}

async function* noted(text: AsyncIterable<Uint8Array>, unread: { add(chunk: Uint8Array): void }) {
  for await (const chunk of text) {
    unread.add(chunk);
    yield chunk;
  }
}

/** What has come of a text and was not yet compared. */
function unreadBytes() {
  let bytes = Buffer.alloc(0);
  return {
    add(chunk: Uint8Array): void {
      bytes = Buffer.concat([bytes, chunk]);
    },
    /** Whether it begins so; that much of it is then taken off. */
    take(expected: string): boolean {
      const wanted = Buffer.from(expected);
      const found = bytes.subarray(0, wanted.length);
      bytes = bytes.subarray(wanted.length);
      return wanted.equals(found);
    },
  };
}

/** @throws SyntaxError */
function itemOfCells(cells: readonly string[], columns: readonly Column[]): Item {
  const values = columns.slice(0, -1).flatMap(({ name, type }, index): [string, Item[string]][] => {
    const cell = cells[index] ?? '';
    return cell === '' ? [] : [[name, cellValue(cell, type)]];
  });
  const others = cells[columns.length - 1] ?? '';
  return Object.fromEntries([...values, ...(others === '' ? [] : Object.entries(cellItem(others)))]);
}

function damaged(place: string, record: number, cause: unknown): BackupProblem {
  const where = record === 0 ? 'in its header, or is of other columns' : `at item ${record}`;
  return new BackupProblem(
    'damaged',
    `${place} is damaged ${where}: restore an earlier version of the file, or use another backup`,
    { cause },
  );
}

function typesByName(sample: readonly Item[]): Map<string, Column['type'][]> {
  const types = new Map<string, Column['type'][]>();
  for (const [name, value] of sample.flatMap((item) => Object.entries(item))) {
    const all = types.get(name) ?? [];
    types.set(name, all);
    all.push(PLAIN_TYPES.find((type) => value[type] !== undefined) ?? 'JSON');
  }
  return types;
}

const PLAIN_TYPES = ['S', 'N', 'B', 'BOOL'] as const;

/** The type of more than half of them. */
function majority(all: readonly Column['type'][]): Column['type'] {
  return PLAIN_TYPES.find((type) => all.filter((one) => one === type).length * 2 > all.length) ?? 'JSON';
}

function order(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted;
  for (let more = 2; isTaken(name); more++) name = `${wanted} ${more}`;
  return name;
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(quoted).join()}\r\n`;
}

/** Spaces at an end as well, which a reader may trim, and ID, because Excel takes a file that begins so for SYLK. */
const TO_QUOTE = /[",\r\n]|^\s|\s$|^ID/;

function quoted(cell: string): string {
  return TO_QUOTE.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
