import { scalarText } from '../../template/scalar-text.ts';
import type { Placed } from './placed.ts';
import { CHOICE_LIMIT, type Scope } from './scope.ts';

/** The possible texts of a value; null where one is no text, or there are too many. */
export function textsOf(node: Placed, scope: Scope): string[] | null {
  const texts: string[] = [];
  for (const { value } of scope.evaluate(node, scope)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return null;
    texts.push(scalarText(value));
  }
  return texts.length > CHOICE_LIMIT ? null : texts;
}

/** The text of a value that has one only. */
export function onlyText(node: Placed, scope: Scope): string | null {
  const texts = textsOf(node, scope);
  return texts?.length === 1 ? (texts[0] ?? null) : null;
}

/** CloudFormation takes templates of ten times that, no document or name comes near. */
const LENGTH_LIMIT = 100_000;

/** Each way to put one of each piece's texts behind each other; null for more or longer ones than are reviewed. */
export function combined(pieces: readonly (readonly string[])[]): string[] | null {
  let texts = [''];
  for (const piece of pieces) {
    texts = texts.flatMap((text) => piece.map((next) => text + next));
    if (texts.length > CHOICE_LIMIT || texts.some((text) => text.length > LENGTH_LIMIT)) return null;
  }
  return texts;
}
