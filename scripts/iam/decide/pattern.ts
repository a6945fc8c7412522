/** The values of a condition key in a request; undefined when the request does not carry it. Keys in lower case. */
export type Lookup = (key: string) => readonly string[] | undefined;

/** Whether a text is covered; `lookup` fills in policy variables. */
export type Matcher = (text: string, lookup: Lookup) => boolean;

export interface PieceOptions {
  /** `*` and `?` stand for any characters and for one. */
  wildcards: boolean;
  /** `${aws:username}` is filled in: in documents of version 2012-10-17. */
  variables: boolean;
}

export interface PatternOptions extends PieceOptions {
  ignoreCase?: boolean;
}

/** A piece of a pattern: text, a wildcard, or a variable with the text that stands for it when the key is missing. */
export type Piece = string | typeof ANY | typeof ONE | Variable;

export interface Variable {
  key: string;
  preset: string | null;
}

export const ANY = Symbol('*');
export const ONE = Symbol('?');

/** `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}` (IAM User Guide, "Variables and tags"). */
const VARIABLE = /\$\{(?:([*?$])|\s*([^,{}]+?)\s*(?:,\s*'([^']*)'\s*)?)\}/y;

export function piecesOf(pattern: string, { wildcards, variables }: PieceOptions): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') pieces.push(text);
    text = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at] as string;
    VARIABLE.lastIndex = at;
    const found = variables && character === '$' ? VARIABLE.exec(pattern) : null;
    if (found) {
      if (found[1] === undefined) {
        flush();
        pieces.push({ key: (found[2] ?? '').toLowerCase(), preset: found[3] ?? null });
      } else text += found[1];
      at += found[0].length;
      continue;
    }
    if (wildcards && (character === '*' || character === '?')) {
      flush();
      // Two stars in a row mean what one does.
      if (character === '?' || pieces.at(-1) !== ANY) pieces.push(character === '*' ? ANY : ONE);
    } else text += character;
    at += 1;
  }
  flush();
  return pieces;
}

export function compilePattern(pattern: string, options: PatternOptions): Matcher {
  const fold = options.ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
  const pieces = piecesOf(pattern, options).map((piece) => (typeof piece === 'string' ? fold(piece) : piece));
  return compilePieces(pieces, fold);
}

/** @param fold what is done to the text and to the values of variables; done to the pieces already */
export function compilePieces(pieces: readonly Piece[], fold = (text: string): string => text): Matcher {
  if (!pieces.some(isVariable)) {
    const matches = fixedMatcher(pieces as (string | symbol)[]);
    return (text) => matches(fold(text));
  }
  return (text, lookup) => {
    const filled = fillIn(pieces, lookup);
    return (
      filled !== null &&
      globMatches(
        filled.map((piece) => (typeof piece === 'string' ? fold(piece) : piece)),
        fold(text),
      )
    );
  };
}

export function isVariable(piece: Piece): piece is Variable {
  return typeof piece === 'object';
}

/** Null when a key is missing, or has several values: then nothing can stand for the variable. */
function fillIn(pieces: readonly Piece[], lookup: Lookup): (string | symbol)[] | null {
  const filled: (string | symbol)[] = [];
  for (const piece of pieces) {
    if (!isVariable(piece)) {
      filled.push(piece);
      continue;
    }
    const values = lookup(piece.key);
    const value = values?.length === 1 ? values[0] : values === undefined ? piece.preset : null;
    if (value === undefined || value === null) return null;
    filled.push(value);
  }
  return filled;
}

function fixedMatcher(pieces: (string | symbol)[]): (text: string) => boolean {
  const [first, second] = pieces;
  if (pieces.length === 0) return (text) => text === '';
  if (pieces.length === 1 && first === ANY) return () => true;
  if (pieces.length === 1 && typeof first === 'string') return (text) => text === first;
  if (pieces.length === 2 && typeof first === 'string' && second === ANY) return (text) => text.startsWith(first);
  return (text) => globMatches(pieces, text);
}

/** Greedy from star to star: no backtracking beyond the last one, so at worst both lengths multiplied. */
export function globMatches(pieces: readonly (string | symbol)[], text: string): boolean {
  let piece = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; ; ) {
    const next = pieces[piece];
    if (next === ANY) {
      star = piece++;
      resume = at;
      if (piece === pieces.length) return true;
      continue;
    }
    if (next === undefined ? at === text.length : false) return true;
    if (next === ONE && at < text.length) {
      piece++;
      at++;
      continue;
    }
    if (typeof next === 'string' && text.startsWith(next, at)) {
      piece++;
      at += next.length;
      continue;
    }
    if (star < 0 || resume >= text.length) return false;
    piece = star + 1;
    at = ++resume;
  }
}
