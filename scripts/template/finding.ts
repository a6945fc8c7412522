import { plain } from '../cli/plain.ts';
import type { Position } from './source.ts';

export type Severity = 'error' | 'warning' | 'suggestion';

/** Something that is wrong in a file of the repository: data for the command to render, never thrown. */
export interface Finding extends Position {
  rule: string;
  severity: Severity;
  message: string;
  /** What to do about it, as an order: `add … to this array`. */
  fix: string;
  logicalId: string | null;
}

/** One line, whatever names of files and resources it holds. */
export function findingText({ file, line, column, severity, message, fix }: Finding): string {
  return plain(`${file}:${line}:${column}: ${severity}: ${message}; ${fix}`);
}

export function byPosition(a: Finding, b: Finding): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
