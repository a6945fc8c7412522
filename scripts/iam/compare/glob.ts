import { arnParts } from '../decide/condition.ts';
import {
  ANY,
  globMatches,
  isVariable,
  ONE,
  type Piece,
  type PieceOptions,
  piecesOf,
  type Variable,
} from '../decide/pattern.ts';

/** A piece of a pattern that has no variables, or whose variables were filled in. */
export type GlobPiece = string | typeof ANY | typeof ONE;

/** A set of texts, as a pattern of a policy describes one. */
export interface Glob {
  /** Equal for globs that are written alike. */
  key: string;
  /** One list, or for a pattern of an ARN operator one for each of the six parts. */
  parts: readonly (readonly GlobPiece[])[];
  ignoreCase: boolean;
  /** The one text it describes; null when there are more. */
  literal: string | null;
  /** What all of its texts start with, when that is all it asks for. */
  prefix: string | null;
  /** It has a `?`. */
  hasOne: boolean;
  /** Of a union what it is made of; else itself alone. */
  members: readonly Glob[];
  matches(text: string): boolean;
}

export interface GlobOptions {
  ignoreCase?: boolean;
  /** Compared part by part, as ArnLike does. */
  arn?: boolean;
}

/** What stands for a variable: pieces, or null for a pattern that then matches nothing. */
export type Fill = (variable: Variable) => readonly GlobPiece[] | null;

export const anything: Fill = () => [ANY];

/** A pattern without variables as a glob. */
export function globOf(pattern: string, options: GlobOptions = {}): Glob {
  return filled(template(pattern, { wildcards: true, variables: false }, options.arn), anything, options) as Glob;
}

/** A pattern whose literal stars are escaped as `${*}`, as IAM has it. */
export function globWritten(pattern: string): Glob {
  const pieces = pattern.split(/(\$\{[*?]\}|[*?])/).map((text): GlobPiece => {
    if (text === '*') return ANY;
    return text === '?' ? ONE : text.replace(/^\$\{([*?])\}$/, '$1');
  });
  return globOfPieces(pieces);
}

/** As a policy writes it, which `globWritten` reads. */
export function globText({ parts }: Glob): string {
  return parts.map((part) => part.map(pieceText).join('')).join(':');
}

function pieceText(piece: GlobPiece): string {
  if (piece === ANY) return '*';
  return piece === ONE ? '?' : (piece as string).replace(/[*?]/g, '${$&}');
}

/** @param pieces may be single characters */
export function globOfPieces(pieces: readonly GlobPiece[]): Glob {
  return filled([[...pieces]], anything) as Glob;
}

/** The parts of a pattern, with its variables. */
export function template(pattern: string, options: PieceOptions, arn = false): Piece[][] {
  const parts = (arn && arnParts(pattern)) || [pattern];
  return parts.map((part) => piecesOf(part, options));
}

/** Null when a variable that it needs can't be filled in. */
export function filled(parts: readonly Piece[][], fill: Fill, { ignoreCase = false }: GlobOptions = {}): Glob | null {
  const done: GlobPiece[][] = [];
  for (const part of parts) {
    const pieces = filledPart(part, fill, ignoreCase);
    if (pieces === null) return null;
    done.push(pieces);
  }
  return globFrom(done, ignoreCase);
}

function filledPart(part: readonly Piece[], fill: Fill, ignoreCase: boolean): GlobPiece[] | null {
  const pieces: GlobPiece[] = [];
  for (const piece of part) {
    const values: readonly GlobPiece[] | null = isVariable(piece) ? fill(piece) : [piece];
    if (values === null) return null;
    for (const value of values) append(pieces, ignoreCase && typeof value === 'string' ? value.toLowerCase() : value);
  }
  return pieces;
}

/** Texts in a row become one, and so do stars. */
function append(pieces: GlobPiece[], piece: GlobPiece): void {
  const last = pieces.at(-1);
  if (piece === '' || (piece === ANY && last === ANY)) return;
  if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
  else pieces.push(piece);
}

function globFrom(parts: GlobPiece[][], ignoreCase: boolean): Glob {
  const [only = []] = parts;
  const plain = parts.length === 1 && !ignoreCase;
  const [first, second] = only;
  const fixed = parts.every((part) => part.every((piece) => typeof piece === 'string'));
  const literal = fixed && !ignoreCase ? parts.map((part) => part.join('')).join(':') : null;
  const isPrefix = plain && only.length <= 2 && only.at(-1) === ANY && (only.length === 1 || typeof first === 'string');
  const glob: Glob = {
    key: `${ignoreCase ? 'i' : ''}${parts.map((part) => part.map(pieceKey).join('')).join(parts.length > 1 ? '\u0001' : '')}`,
    parts,
    ignoreCase,
    literal,
    prefix: isPrefix ? (second === undefined ? '' : (first as string)) : null,
    hasOne: parts.some((part) => part.includes(ONE)),
    get members() {
      return [glob];
    },
    matches: literal !== null ? (text) => text === literal : matcher(parts, ignoreCase),
  };
  return glob;
}

function pieceKey(piece: GlobPiece): string {
  return piece === ANY ? '\u0002' : piece === ONE ? '\u0003' : (piece as string);
}

function matcher(parts: GlobPiece[][], ignoreCase: boolean): (text: string) => boolean {
  const fold = ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
  const [only] = parts;
  if (parts.length === 1 && only) return (text) => globMatches(only, fold(text));
  return (text) => {
    const found = arnParts(fold(text));
    return found?.every((part, index) => globMatches(parts[index] ?? [], part)) ?? false;
  };
}

/** What any of the globs covers, where it does not matter which. */
export function unionOf(globs: readonly Glob[]): Glob {
  const [only] = globs;
  if (globs.length === 1 && only) return only;
  return {
    key: `|${globs.map(({ key }) => key).join('|')}`,
    parts: [],
    ignoreCase: false,
    literal: null,
    prefix: null,
    hasOne: true,
    members: globs,
    matches: (text) => globs.some((glob) => glob.matches(text)),
  };
}

/** A character that no pattern speaks of. */
const UNSPOKEN = '\u{F0000}';

/** A text of the glob that is in no other one but where all of it is, as far as stars go. */
export function instanceOf({ parts }: Glob): string {
  return parts.map((part) => part.map((piece) => (typeof piece === 'string' ? piece : UNSPOKEN)).join('')).join(':');
}

/**
 * A text of the glob in which each wildcard stands for something else, so that it meets other patterns only where it must.
 */
export function exampleOf({ parts }: Glob): string {
  let next = 0;
  const names = ['example', 'sample', 'other', 'more', 'last'];
  return parts
    .map((part) =>
      part
        .map((piece) => {
          if (typeof piece === 'string') return piece;
          return piece === ONE ? 'x' : `${names[Math.min(next, names.length - 1)]}${next++ < names.length ? '' : next}`;
        })
        .join(''),
    )
    .join(':');
}
