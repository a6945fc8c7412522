import type { Counter } from './body.ts';

export interface NdjsonCounts {
  format: 'ndjson';
  lines: number;
  /** Lines that hold one JSON value. */
  records: number;
  blankLines: number;
  invalidLines: number;
  /** Lines over 1 MiB: parsing them would need memory without bound. */
  unreadLines: number;
  /** Counted from 1. */
  firstInvalidLine: number | null;
}

const LF = 0x0a;
const LONGEST_LINE_BYTES = 1024 * 1024;

const NONE: Readonly<NdjsonCounts> = {
  format: 'ndjson',
  lines: 0,
  records: 0,
  blankLines: 0,
  invalidLines: 0,
  unreadLines: 0,
  firstInvalidLine: null,
};

/** Counts the lines of an NDJSON text by what they hold. The last one needs no line end. */
export function ndjsonCounter(): Counter<NdjsonCounts> {
  const counts: NdjsonCounts = { ...NONE };
  let parts: Buffer[] = [];
  let length = 0;

  function append(part: Buffer): void {
    length += part.length;
    if (length > LONGEST_LINE_BYTES) parts = [];
    else parts.push(part);
  }

  function lineEnd(): void {
    counts.lines++;
    const kind =
      length > LONGEST_LINE_BYTES ? 'unreadLines' : kindOf(parts.length === 1 ? parts[0] : Buffer.concat(parts));
    counts[kind]++;
    if (kind === 'invalidLines') counts.firstInvalidLine ??= counts.lines;
    parts = [];
    length = 0;
  }

  return {
    add(piece) {
      let from = 0;
      for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
        append(piece.subarray(from, end));
        lineEnd();
        from = end + 1;
      }
      if (from < piece.length) append(piece.subarray(from));
    },
    end() {
      if (length > 0) lineEnd();
      return { ...counts };
    },
  };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function kindOf(line: Buffer = Buffer.alloc(0)): 'records' | 'blankLines' | 'invalidLines' {
  try {
    const text = UTF8.decode(line);
    if (/^[ \t\r]*$/.test(text)) return 'blankLines';
    JSON.parse(text);
    return 'records';
  } catch {
    return 'invalidLines';
  }
}
