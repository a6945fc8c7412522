const LONGEST = 2_000;

/**
 * Text of the repository as a person is to see it: in one line, what would be invisible or turn the text around as its
 * code point, and no longer than anybody reads.
 */
export function visible(text: string): string {
  const shown = text
    .slice(0, LONGEST)
    .replace(/[\t\n\v\f\r\u2028\u2029\u0085]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u00ad\u115f\u1160\u3164\uffa0]/gu, codePoint);
  return text.length > LONGEST ? `${shown}… (${text.length - LONGEST} characters more)` : shown;
}

function codePoint(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
