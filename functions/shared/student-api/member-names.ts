/** The names of an object's own members as they stand in its text, doubled ones twice. @param text valid JSON */
export function memberNames(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') {
      const end = endOfString(text, at);
      if (depth === 1 && isBeforeColon(text, end)) names.push(JSON.parse(text.slice(at, end)));
      at = end - 1;
    }
  }
  return names;
}

/** The place after a string that begins at a quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isBeforeColon(text: string, from: number): boolean {
  const colon = /[ \t\r\n]*:/y;
  colon.lastIndex = from;
  return colon.test(text);
}
