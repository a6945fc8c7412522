import type { Output } from '../../cli/output.ts';
import { plain } from '../../cli/plain.ts';
import type { Gap, Row } from './table.ts';
import type { Told } from './told.ts';

const COLUMNS: [title: string, of: (row: Row) => string][] = [
  ['policy', ({ file }) => file.replace(/^policies\//, '')],
  ['proven', ({ proven }) => String(proven)],
  ['by rule', ({ byRule }) => String(byRule)],
  ['excess', ({ excess }) => String(excess)],
  ['tested', ({ tested }) => String(tested)],
  ['by rule', ({ testedByRule }) => String(testedByRule)],
  ['untested', ({ untested, unclear }) => String(untested + unclear)],
  ['', ({ percent }) => `${percent} %`],
];

/** A table by policy file, then each gap with what to do. */
export function textLines({ rows, total, gaps, problems, absent }: Told, { style }: Pick<Output, 'style'>): string[] {
  const [head = '', ...body] = aligned([
    COLUMNS.map(([title]) => title),
    ...[...rows, total].map((row) => COLUMNS.map(([, of]) => of(row))),
  ]);
  return [
    ...[style('bold', head), ...body.slice(0, -1), style('bold', body.at(-1) ?? '')],
    ...(gaps.length + problems.length > 0 ? [''] : []),
    ...gaps.map((gap) => style('red', plain(gapText(gap)))),
    ...problems.map((problem) => style('red', plain(problem))),
    ...(absent.length > 0 ? ['', `Not deployed, and so not proven: ${absent.join(', ')}`] : []),
  ];
}

function gapText({ file, line, column, status, message, fix }: Gap): string {
  return `${file}:${line}:${column}: ${status}: ${message}; ${fix}`;
}

/** The first column to the left, figures to the right. */
function aligned(table: readonly (readonly string[])[]): string[] {
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  return table.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
