import { arnParts } from '../decide/condition.ts';
import { ANY, globMatches, isVariable, type Piece } from '../decide/pattern.ts';
import { type Fill, filled, type GlobPiece } from './glob.ts';

/** More values than this for one variable are not looked at. */
const MOST_SPLITS = 4_000;

/** What the variable can stand for, so that the pattern covers the text when `fill` gives the other variables. */
export function splits(pattern: readonly Piece[][], text: string, key: string, fill: Fill): string[] {
  const parts = pattern.length === 1 ? [text] : (arnParts(text) ?? []);
  const found = new Set<string>();
  pattern.forEach((pieces, index) => {
    const part = parts[index];
    const places = pieces.flatMap((piece, place) => (isVariable(piece) && piece.key === key ? [place] : []));
    const [first] = places;
    if (part === undefined || first === undefined) return;
    const values = stretches(pieces, first, part, fill);
    for (const value of values) if (places.length === 1 || isCovered(pattern, text, key, value, fill)) found.add(value);
  });
  return [...found];
}

/** A variable that stands in several places has to be the same in all of them. */
function isCovered(pattern: readonly Piece[][], text: string, key: string, value: string, fill: Fill): boolean {
  const whole = filled(pattern, (variable) => (variable.key === key ? [value] : fill(variable)));
  return whole?.matches(text) === true;
}

/** Stretches of the text before and after which the rest of the pattern fits. */
function stretches(pieces: readonly Piece[], place: number, text: string, fill: Fill): Set<string> {
  const before = piecesWith(pieces.slice(0, place), fill);
  const after = piecesWith(pieces.slice(place + 1), fill);
  const found = new Set<string>();
  if (before === null || after === null) return found;
  const positions = Array.from({ length: text.length + 1 }, (_, position) => position);
  const starts = positions.filter((position) => globMatches(before, text.slice(0, position)));
  const ends = positions.filter((position) => globMatches(after, text.slice(position)));
  for (const start of starts) {
    for (const end of ends) if (start <= end && found.size < MOST_SPLITS) found.add(text.slice(start, end));
  }
  return found;
}

/** The same variable elsewhere stands for anything here; null when another one can't be filled in. */
function piecesWith(pieces: readonly Piece[], fill: Fill): GlobPiece[] | null {
  const done: GlobPiece[] = [];
  for (const piece of pieces) {
    const values: readonly GlobPiece[] | null = isVariable(piece) ? (fill(piece) ?? null) : [piece];
    if (values === null) return null;
    done.push(...values);
  }
  return done.filter((piece, index) => piece !== ANY || done[index - 1] !== ANY);
}
