import { ANY, ONE } from '../decide/pattern.ts';
import { type Glob, type GlobPiece, globOfPieces } from './glob.ts';

type Token = string | typeof ANY | typeof ONE;

/** More ways than this for two globs to overlap are not written out. */
const MOST = 64;

/** Globs that together cover what both do; none when they have nothing in common. ARNs are taken as plain text. */
export function intersection(one: Glob, other: Glob): Glob[] {
  const found = new Map<string, Glob>();
  const walk = (a: Token[], b: Token[], before: Token[]): void => {
    if (found.size > MOST) return;
    const [x] = a;
    const [y] = b;
    if (x === undefined && y === undefined) {
      const glob = globOfPieces(before);
      found.set(glob.key, glob);
      return;
    }
    if (x === ANY && y === ANY) {
      walk(a.slice(1), b, [...before, ANY]);
      if (b.length > 1) walk(a, b.slice(1), [...before, ANY]);
      return;
    }
    if (x === ANY || y === ANY) {
      const [star, plain] = x === ANY ? [a, b] : [b, a];
      walk(star.slice(1), plain, before);
      const [token] = plain;
      if (token !== undefined) walk(star, plain.slice(1), [...before, token]);
      return;
    }
    if (x === undefined || y === undefined) return;
    if (x === y || x === ONE || y === ONE) walk(a.slice(1), b.slice(1), [...before, x === ONE ? y : x]);
  };
  walk(tokensOf(one), tokensOf(other), []);
  return distinct([...found.values()]);
}

function tokensOf({ parts }: Glob): Token[] {
  return parts.flatMap((part, index) => {
    const tokens = part.flatMap((piece: GlobPiece): Token[] => (typeof piece === 'string' ? piece.split('') : [piece]));
    return index === 0 ? tokens : [':', ...tokens];
  });
}

/** Without globs that another one covers, as far as an example of each tells. */
function distinct(globs: Glob[]): Glob[] {
  const wide = globs.filter(({ literal }) => literal === null);
  return globs.filter(({ literal }) => literal === null || !wide.some((glob) => glob.matches(literal)));
}
