import { plain } from '../../cli/plain.ts';
import type { Position } from '../../template/source.ts';

export interface Excerpt {
  /** `  12 | ` and as much space without the number. */
  gutters: readonly [string, string];
  code: string;
  marks: string;
}

const WIDEST = 100;

/** A value in quotes, or up to where YAML and JSON end one. */
const VALUE = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,\]}]+)/;

/** The line of a position, what stands there underlined; null where the text has no such line. */
export function excerptOf(
  lines: readonly string[],
  { line, column }: Pick<Position, 'line' | 'column'>,
): Excerpt | null {
  const text = lines[line - 1];
  if (text === undefined || text.trim() === '') return null;
  const start = Math.min(Math.max(column, 1) - 1, text.length);
  const value = VALUE.exec(text.slice(start))?.[0] ?? text.charAt(start);
  // Each part by itself: one of them may get shorter.
  const before = shown(text.slice(0, start));
  const marked = shown(value);
  const after = shown(text.slice(start + value.length));
  const number = String(line).padStart(4);
  return {
    gutters: [`${number} | `, `${' '.repeat(number.length)} | `],
    ...windowed(before, marked, after),
  };
}

/** Tabs have the width of an indentation, whatever the terminal makes of them. */
function shown(part: string): string {
  return plain(part.replaceAll('\t', '  ').replace(/\r$/, ''));
}

/** Of a long line the part around the marked value. */
function windowed(before: string, marked: string, after: string): Pick<Excerpt, 'code' | 'marks'> {
  const all = [...before, ...marked, ...after];
  const from = [...before].length;
  const length = Math.max([...marked].length, 1);
  const first = all.length <= WIDEST ? 0 : Math.max(0, Math.min(from - WIDEST / 4, all.length - WIDEST));
  const end = Math.min(all.length, first + WIDEST);
  const [lead, tail] = [first > 0 ? '…' : '', end < all.length ? '…' : ''];
  const code = `${lead}${all.slice(first, end).join('')}${tail}`.trimEnd();
  const underlined = Math.max(1, Math.min(length, end - from));
  return { code: plain(code), marks: `${' '.repeat(lead.length + from - first)}^${'~'.repeat(underlined - 1)}` };
}
