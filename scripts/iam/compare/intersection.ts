import { ANY, ONE } from '../decide/pattern.ts';
import { type Glob, type GlobPiece, globOfPieces, instanceOf } from './glob.ts';

type Token = string | typeof ANY | typeof ONE;

/** More ways than this for two globs to overlap are not written out. */
const MOST = 64;
const MOST_STEPS = 6_400;

/**
 * Globs that together cover what both do; none when they have nothing in common, null when they are too many to write
 * out. ARNs are taken as plain text.
 */
export function intersection(one: Glob, other: Glob): Glob[] | null {
  if (one.literal !== null) return other.matches(one.literal) ? [one] : [];
  if (other.literal !== null) return one.matches(other.literal) ? [other] : [];
  if (areApart(one, other)) return [];
  if (!other.hasOne && other.matches(instanceOf(one))) return [one];
  if (!one.hasOne && one.matches(instanceOf(other))) return [other];
  return overlaps(tokensOf(one), tokensOf(other));
}

/** The fixed texts that they begin or end with differ. */
function areApart(one: Glob, other: Glob): boolean {
  const [a, b] = [one.parts[0]?.[0], other.parts[0]?.[0]];
  if (typeof a === 'string' && typeof b === 'string' && !a.startsWith(b) && !b.startsWith(a)) return true;
  const [y, z] = [one.parts.at(-1)?.at(-1), other.parts.at(-1)?.at(-1)];
  return typeof y === 'string' && typeof z === 'string' && !y.endsWith(z) && !z.endsWith(y);
}

/** @returns null when there are too many */
function overlaps(one: Token[], other: Token[]): Glob[] | null {
  const found = new Map<string, Glob>();
  const before: Token[] = [];
  let steps = 0;
  const after = (token: Token, i: number, j: number): void => {
    before.push(token);
    walk(i, j);
    before.pop();
  };
  const walk = (i: number, j: number): void => {
    const x: Token | undefined = one[i];
    const y: Token | undefined = other[j];
    if (found.size > MOST || ++steps > MOST_STEPS) return;
    if (x === undefined && y === undefined) {
      const glob = globOfPieces(before);
      found.set(glob.key, glob);
    } else if (x === ANY && y === ANY) {
      after(ANY, i + 1, j);
      if (j + 1 < other.length) after(ANY, i, j + 1);
    } else if (x === ANY) {
      walk(i + 1, j);
      if (y !== undefined) after(y, i, j + 1);
    } else if (y === ANY) {
      walk(i, j + 1);
      if (x !== undefined) after(x, i + 1, j);
    } else if (x !== undefined && y !== undefined && (x === y || x === ONE || y === ONE)) {
      after(x === ONE ? y : x, i + 1, j + 1);
    }
  };
  walk(0, 0);
  return found.size > MOST || steps > MOST_STEPS ? null : distinct([...found.values()]);
}

function tokensOf({ parts }: Glob): Token[] {
  return parts.flatMap((part, index) => {
    const tokens = part.flatMap((piece: GlobPiece): Token[] => (typeof piece === 'string' ? piece.split('') : [piece]));
    return index === 0 ? tokens : [':', ...tokens];
  });
}

/** Without globs that lie within another one, as far as that is seen at once. */
function distinct(globs: Glob[]): Glob[] {
  const isWithin = (one: Glob, other: Glob) => !other.hasOne && other.matches(instanceOf(one));
  return globs.filter(
    (one, place) =>
      !globs.some(
        (other, index) => index !== place && isWithin(one, other) && (!isWithin(other, one) || index < place),
      ),
  );
}
