import { ANY, type Piece, piecesOf } from '../decide/pattern.ts';

/** What stands at one place of a set of texts: one character, or with `repeated` any number of them, none included. */
export interface Place {
  /** Null for any character but those of `not`. */
  character: string | null;
  not: string;
  repeated: boolean;
}

/**
 * The ARNs of a format such as `arn:${Partition}:s3:::${BucketName}`. Where the reference does not say what a variable
 * may hold, it may hold everything.
 * @param siblings the formats of the service `withoutNames`: where one goes on with a slash, the last variable has none
 */
export function placesOfFormat(format: string, siblings: readonly string[]): Place[] {
  const parts = format.split(/(\$\{\w+\}|\*)/);
  let before = '';
  return parts.flatMap((part, index) => {
    const colons = before.split(':').length - 1;
    before += part;
    if (part === '*') return [anything('', true)];
    if (!part.startsWith('${')) return [...part].map(literal);
    const not = colons < 5 ? ':/' : before === format ? lastHoldsNo(format, siblings) : separatorIn(parts[index + 1]);
    return [anything(not, false), anything(not, true)];
  });
}

/**
 * What a pattern of a policy is meant for: of a whole ARN, the wildcards in its first five parts stay in their part (IAM
 * User Guide, "IAM JSON policy elements: Resource"). A policy variable can stand for anything.
 */
export function placesOfPattern(pattern: string): Place[] {
  const pieces = piecesOf(pattern, { wildcards: true, variables: true });
  const isWhole = colonsIn(pieces) >= 5;
  return pieces.flatMap((piece, index) => {
    if (typeof piece === 'string') return [...piece].map(literal);
    const inPart = isWhole && colonsIn(pieces.slice(0, index)) < 5;
    return [anything(inPart ? ':' : '', piece === ANY || typeof piece === 'object')];
  });
}

function colonsIn(pieces: readonly Piece[]): number {
  return (
    pieces
      .filter((piece) => typeof piece === 'string')
      .join('')
      .split(':').length - 1
  );
}

/** Thousands of formats are made of the same few characters. */
const literals = new Map<string, Place>();

function literal(character: string): Place {
  const place = literals.get(character) ?? { character, not: '', repeated: false };
  if (literals.size < 1_000) literals.set(character, place);
  return place;
}

function anything(not: string, repeated: boolean): Place {
  return { character: null, not, repeated };
}

function separatorIn(following = ''): string {
  return /^[/:]/.exec(following)?.[0] ?? '';
}

/** `…:s3:::${BucketName}/${ObjectName}` starts as `…:s3:::${BucketName}` does, so a bucket's name holds no slash. */
function lastHoldsNo(format: string, siblings: readonly string[]): string {
  const start = `${withoutNames(format)}/`;
  return siblings.some((sibling) => sibling.startsWith(start)) ? '/' : '';
}

/** Two types seldom call the same part of their ARNs by the same name. */
export function withoutNames(format: string): string {
  return format.replaceAll(/\$\{\w+\}/g, '${}');
}

/** Whether some text is in both sets: follows all pairs of places that reading one text can lead to. */
export function overlap(one: readonly Place[], other: readonly Place[]): boolean {
  let reached = new Uint8Array(other.length + 1).fill(1, 0, 1);
  let next = new Uint8Array(other.length + 1);
  for (const here of one) {
    const first = reached.indexOf(1);
    if (first < 0) return false;
    for (let place = first; place <= other.length; place++) {
      if (reached[place]) follow(here, other[place], place, reached, next);
    }
    [reached, next] = [next, reached.fill(0)];
  }
  for (let place = 0; place < other.length; place++) {
    if (reached[place] && other[place]?.repeated) reached[place + 1] = 1;
  }
  return reached[other.length] === 1;
}

function follow(here: Place, there: Place | undefined, place: number, reached: Uint8Array, next: Uint8Array): void {
  if (here.repeated) next[place] = 1;
  if (there === undefined) return;
  if (there.repeated) reached[place + 1] = 1;
  if (!agree(here, there)) return;
  const after = there.repeated ? place : place + 1;
  if (here.repeated) reached[after] = 1;
  else next[after] = 1;
}

function agree(one: Place, other: Place): boolean {
  if (one.character === null) return other.character === null || !one.not.includes(other.character);
  return other.character === null ? !other.not.includes(one.character) : one.character === other.character;
}
