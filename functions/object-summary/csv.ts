import type { Counter } from './body.ts';

export interface CsvCounts {
  format: 'csv';
  /** Lines of text, those inside quoted fields too. */
  lines: number;
  /** A header, which no CSV file can tell from data, is one. Empty lines between records are none. */
  records: number;
  /** The text ends inside a quoted field: it was cut off, or a quote is wrong, and `records` is a guess. */
  unclosedQuote: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;

/**
 * Where the reader is. `quoteInQuoted`: after a quote inside a quoted field, which either doubles or closes it.
 */
type State = 'recordStart' | 'fieldStart' | 'plain' | 'quoted' | 'quoteInQuoted';

/**
 * Counts the records of a CSV text by RFC 4180: fields may be quoted and then hold line ends, commas and doubled quotes.
 * A line ends with CRLF, LF or CR; the last one needs none. All of the syntax is ASCII, so bytes of UTF-8 do.
 */
export function csvCounter(): Counter<CsvCounts> {
  const counts: CsvCounts = { format: 'csv', lines: 0, records: 0, unclosedQuote: false };
  let state: State = 'recordStart';
  let lineIsOpen = false;
  let afterCr = false;

  function lineEnd(byte: number): void {
    // The second half of a CRLF ends nothing.
    if (byte === LF && afterCr) return;
    counts.lines++;
    if (state === 'quoted') return;
    if (state !== 'recordStart') counts.records++;
    state = 'recordStart';
  }

  return {
    add(piece) {
      for (const byte of piece) {
        if (byte === LF || byte === CR) {
          lineEnd(byte);
          afterCr = byte === CR;
          lineIsOpen = false;
        } else {
          state = next(state, byte);
          afterCr = false;
          lineIsOpen = true;
        }
      }
    },
    end() {
      if (lineIsOpen) counts.lines++;
      if (state !== 'recordStart') counts.records++;
      return { ...counts, unclosedQuote: state === 'quoted' };
    },
  };
}

/** After a byte that ends no line. A quote inside an unquoted field is a character like any other. */
function next(state: State, byte: number): State {
  if (state === 'quoted') return byte === QUOTE ? 'quoteInQuoted' : 'quoted';
  if (byte === COMMA) return 'fieldStart';
  if (byte !== QUOTE) return 'plain';
  return state === 'plain' ? 'plain' : 'quoted';
}
