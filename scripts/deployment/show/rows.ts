import type { Output } from '../../cli/output.ts';
import { plain } from '../../cli/plain.ts';

export type Paint = Output['style'];
export type Style = Parameters<Paint>[0];

/** A line in parts: text, or text in a colour of ours. Only `shown` makes it one, so that every part becomes plain. */
export type Row = (string | { style: Style; text: string })[];

export function row(stack: string, ...parts: Row): Row {
  return [`${stack}: `, ...parts];
}

export function shown(row: Row, paint: Paint = (_style, text) => text): string {
  const parts = row.map((part) => (typeof part === 'string' ? plain(part) : paint(part.style, plain(part.text))));
  return parts.join('').trimEnd();
}
