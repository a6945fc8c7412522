import { arnParts } from '../decide/condition.ts';
import { isVariable, type Piece } from '../decide/pattern.ts';
import { type Fill, filled } from './glob.ts';

/** More places than this for one variable are not looked at. */
const MOST_SPLITS = 4_000;

/** What the variable can stand for, so that the pattern covers the text when `fill` gives the other variables. */
export function splits(pattern: readonly Piece[][], text: string, key: string, fill: Fill): string[] {
  const parts = pattern.length === 1 ? [text] : (arnParts(text) ?? []);
  const found = new Set<string>();
  pattern.forEach((pieces, index) => {
    const part = parts[index];
    if (part === undefined || !pieces.some((piece) => isVariable(piece) && piece.key === key)) return;
    for (const value of stretches(pieces, part, key)) {
      const whole = filled(pattern, (variable) => (variable.key === key ? [value] : fill(variable)));
      if (whole?.matches(text)) found.add(value);
    }
  });
  return [...found];
}

/** Stretches of the text at which the variable can begin and end, by the fixed text on both sides of it. */
function stretches(pieces: readonly Piece[], text: string, key: string): string[] {
  const first = pieces.findIndex((piece) => isVariable(piece) && piece.key === key);
  const before = fixedLength(pieces.slice(0, first));
  const after = fixedLength(pieces.slice(first + 1));
  const starts = before === null ? range(0, text.length) : [before];
  const ends = after === null ? range(0, text.length) : [text.length - after];
  const found: string[] = [];
  for (const start of starts) {
    for (const end of ends) {
      if (start <= end && found.length < MOST_SPLITS) found.push(text.slice(start, end));
    }
  }
  return found;
}

function fixedLength(pieces: readonly Piece[]): number | null {
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('').length : null;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
