import { plain } from '../cli/plain.ts';
import type { Row } from './row.ts';

export const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const HEAD = ['what', 'figure', 'goal', 'met', 'beside a peer'];

/** A Markdown table, and below it the notes. */
export function tableLines(rows: readonly Row[]): string[] {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const notes = rows.flatMap(({ what, note }) => (note === null ? [] : [`- ${what}: ${plain(note)}`]));
  return [
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...body.map(line),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ];
}

function cellsOf({ what, figure, unit, goal, met, peer }: Row): string[] {
  return [
    what,
    amount(figure, unit),
    goal ? `${goal.bound} ${amount(goal.value, unit)}` : '',
    met === null ? '' : met ? 'yes' : 'no',
    peer ? `${NUMBER.format(peer.ratio)} × ${peer.name} (${amount(peer.figure, unit)})` : '',
  ];
}

export function amount(figure: number, unit: Row['unit']): string {
  return `${NUMBER.format(figure)}${unit === '/s' ? '' : ' '}${unit}`;
}
