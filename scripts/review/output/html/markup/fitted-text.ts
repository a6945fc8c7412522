import { visible } from './visible.ts';

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3fffd}]/u;
const NONE = /\p{M}/u;

/** Text in no more than `columns` of a font in which all letters are as wide; its middle is left out, as its ends differ. */
export function fittedText(text: string, columns: number): string {
  const characters = [...visible(text)];
  if (widthOf(characters) <= columns) return characters.join('');
  const half = Math.floor((columns - 1) / 2);
  return `${taken(characters, columns - 1 - half)}…${taken(characters.reverse(), half, true)}`;
}

export function widthOf(characters: Iterable<string>): number {
  let width = 0;
  for (const character of characters) width += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

function taken(characters: readonly string[], columns: number, isReversed = false): string {
  const found: string[] = [];
  for (const character of characters) {
    if (widthOf([...found, character]) > columns) break;
    found.push(character);
  }
  return (isReversed ? found.reverse() : found).join('');
}
