const TAGS = /<(\/?)(details|table|thead|tbody|tr|td|th|ul|ol|blockquote|summary|div)\b[^>]*>/gi;
/** Inside of these half an entry would be shown. */
const WHOLE = new Set(['tr', 'td', 'th', 'summary']);

/**
 * The document, or as many of its lines as fit with a word on where the rest is. It is never cut inside a row of a table
 * or a block of code; what it is folded into or listed in is closed, so that the word is seen.
 */
export function cut(document: string, longest: number, word: string): string {
  if (document.length <= longest) return document;
  const room = longest - `\n\n${word}`.length;
  let [best, end] = ['', 0];
  const place = { fence: null as RegExp | null, open: [] as string[] };
  for (const line of document.split(/(?<=\n)/)) {
    end += line.length;
    if (end > room) break;
    pass(place, line.trimEnd());
    if (place.fence !== null || place.open.some((tag) => WHOLE.has(tag))) continue;
    const kept = document.slice(0, end).trimEnd();
    const closing = place.open.map((tag) => `</${tag}>`).reverse();
    const closed = closing.length > 0 ? `${kept}\n${closing.join('')}` : kept;
    if (closed.length <= room) best = closed;
  }
  return best === '' ? word : `${best}\n\n${word}`;
}

function pass(place: { fence: RegExp | null; open: string[] }, line: string): void {
  if (place.fence !== null) {
    if (place.fence.test(line)) place.fence = null;
    return;
  }
  const [, mark] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? [];
  if (mark !== undefined) {
    place.fence = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}$`);
    return;
  }
  for (const [, slash, name = ''] of line.replace(/`[^`]*`/g, '').matchAll(TAGS)) {
    const tag = name.toLowerCase();
    const opened = place.open.lastIndexOf(tag);
    if (slash === '') place.open.push(tag);
    else if (opened >= 0) place.open.length = opened;
  }
}

/** How long each of some documents may be, so that all have room: the short ones leave theirs to the long. */
export function shares(lengths: readonly number[], room: number): number[] {
  const shares = lengths.map(() => 0);
  const shortestFirst = [...lengths.entries()].sort(([, one], [, other]) => one - other);
  let left = room;
  for (const [place, [index, length]] of shortestFirst.entries()) {
    const share = Math.min(length, Math.floor(left / (lengths.length - place)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}
