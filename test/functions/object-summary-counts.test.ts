import { deepEqual, equal } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { summariseBody } from '../../functions/object-summary/body.ts';
import { type Format, formatOf } from '../../functions/object-summary/format.ts';

/** The content of a text that comes in pieces of so many bytes. */
function content(text: string | Buffer, format: Format | null, pieceBytes = 64 * 1024) {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
  }
  return summariseBody(pieces(), format);
}

const CSV: [title: string, text: string, lines: number, records: number, unclosedQuote?: boolean][] = [
  ['nothing', '', 0, 0],
  ['one line without an end', 'a,b', 1, 1],
  ['LF', 'a,b\nc,d\n', 2, 2],
  ['CRLF', 'a,b\r\nc,d\r\n', 2, 2],
  ['CR', 'a,b\rc,d\r', 2, 2],
  ['CR and then an empty line', 'a\r\r\nb', 3, 2],
  ['a line end in a quoted field', '1,"two\nlines"\r\n2,x', 3, 2],
  ['CRLF in a quoted field', '"a\r\nb"\r\n', 2, 1],
  ['doubled quotes', '1,"say ""hi""\n"\n2,""""\n', 3, 2],
  ['a comma in a quoted field', '"a,b"\n', 1, 1],
  ['a quote inside an unquoted field', 'a,5" disk\nb,c\n', 2, 2],
  ['an empty quoted field alone', '""\n', 1, 1],
  ['an empty last field', 'a,\n,b', 2, 2],
  ['empty lines are no records', '\na\n\n\nb\n\n', 6, 2],
  ['a quote that is never closed', 'a,"b\nc\n', 2, 1, true],
  ['a byte order mark', '\uFEFFa,b\n', 1, 1],
  ['a byte order mark before a quoted line end', '\uFEFF"a\nb"\n', 2, 1],
  ['a byte order mark and nothing else', '\uFEFF', 0, 0],
  ['the beginning of a byte order mark', '\u{F900}', 1, 1],
  ['unicode', '"日\n本",🎉\n', 2, 1],
];

describe('CSV', () => {
  for (const [title, text, lines, records, unclosedQuote = false] of CSV) {
    test(`${title}: ${lines} lines, ${records} records, in pieces of any length`, async () => {
      for (const pieceBytes of [1, 2, 3, 5, 64]) {
        const { counts } = await content(text, 'csv', pieceBytes);
        deepEqual(counts, { format: 'csv', lines, records, unclosedQuote }, `in pieces of ${pieceBytes}`);
      }
    });
  }
});

const LONG = `"${'x'.repeat(1024 * 1024)}"`;
const NDJSON: [title: string, text: string | Buffer, counts: number[], firstInvalidLine?: number][] = [
  ['nothing', '', [0, 0, 0, 0, 0]],
  ['no end of the last line', '{"a":1}\n[2]', [2, 2, 0, 0, 0]],
  ['CRLF', '{}\r\n{}\r\n', [2, 2, 0, 0, 0]],
  ['any JSON value', '1\n"a"\nnull\ntrue\n', [4, 4, 0, 0, 0]],
  ['blank lines', '{}\n\n \t\r\n{}\n', [4, 2, 2, 0, 0]],
  ['invalid lines', '{}\n{"a":\n1}\nnot JSON\n', [4, 1, 0, 3, 0], 2],
  ['two values on one line', '{}{}\n', [1, 0, 0, 1, 0], 1],
  ['a byte order mark', '\uFEFF{}\n', [1, 1, 0, 0, 0]],
  ['a byte order mark in the middle', '{}\n\uFEFF{}\n', [2, 1, 0, 1, 0], 2],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a]), [1, 0, 0, 1, 0], 1],
  ['a line over 1 MiB', `{}\n${LONG}\n{}`, [3, 2, 0, 0, 1]],
  ['a line of just 1 MiB', `${LONG.replace('xx', '')}\n`, [1, 1, 0, 0, 0]],
  ['a last line over 1 MiB', LONG, [1, 0, 0, 0, 1]],
];

describe('NDJSON', () => {
  for (const [title, text, [lines, records, blankLines, invalidLines, unreadLines], invalidAt] of NDJSON) {
    test(title, async () => {
      for (const pieceBytes of text.length > 1000 ? [1000, 64 * 1024] : [1, 2, 7, 64]) {
        const { counts } = await content(text, 'ndjson', pieceBytes);
        const found = { lines, records, blankLines, invalidLines, unreadLines, firstInvalidLine: invalidAt ?? null };
        deepEqual(counts, { format: 'ndjson', ...found }, `in pieces of ${pieceBytes}`);
      }
    });
  }
});

test('size and SHA-256 are of the bytes as stored, byte order mark included, counted or not', async () => {
  const text = '\uFEFFa,b\r\n';
  const sha256 = createHash('sha256').update(text).digest('hex');
  for (const format of ['csv', null] as const) {
    const { counts, ...rest } = await content(text, format, 2);
    deepEqual(rest, { size: 8, sha256 });
    equal(counts === null, format === null);
  }
});

const FORMATS: [key: string, contentType: string | null, contentEncoding: string | null, format: Format | null][] = [
  ['a', 'text/csv', null, 'csv'],
  ['a.ndjson', 'Text/CSV; charset=utf-8; header=present', null, 'csv'],
  ['a', 'application/x-ndjson', null, 'ndjson'],
  ['a.CSV', null, null, 'csv'],
  ['a.csv', 'binary/octet-stream', null, 'csv'],
  ['a.jsonl', 'application/json', null, 'ndjson'],
  ['a.ndjson', 'text/plain', 'aws-chunked', 'ndjson'],
  ['a.csv', 'image/png', null, null],
  ['a.csv.txt', 'text/plain', null, null],
  ['a.csv', 'text/csv', 'gzip', null],
  ['a.csv', 'text/csv', 'aws-chunked, gzip', null],
];

for (const [key, contentType, contentEncoding, format] of FORMATS) {
  test(`${key} as ${contentType}, ${contentEncoding ?? 'plain'}, is counted as ${format ?? 'nothing'}`, () => {
    equal(formatOf(key, contentType, contentEncoding), format);
  });
}
