/** Characters of a value that are shown before somebody asks for all of it. */
export const SHOWN = 160;

/** A text that is not long; never half of a character. */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${beginning(text, most)}…`;
}

function beginning(text: string, most: number): string {
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return text.length <= most ? text : text.slice(0, end);
}

/** What is shown of a value at first: its beginning. Line breaks count: a hundred of them would fill the page. */
export function preview(text: string): string {
  const lines = /^(?:.*(?:\r\n|[\n\r\u2028\u2029])){5}/.exec(text.slice(0, SHOWN + 1));
  return lines === null ? beginning(text, SHOWN) : lines[0].trimEnd();
}

/** Characters that are laid out in one piece, about. */
const PORTION = 2_000;

/**
 * A long text in pieces, each of which a browser lays out by itself: marks that pile up and directions that nest take it
 * minutes when they are one. The pieces end after a line break, or else a space, where there is one.
 */
export function portions(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const piece = text.slice(at, at + PORTION);
    const end = at + PORTION >= text.length ? piece.length : endOf(piece);
    found.push(piece.slice(0, end));
    at += end;
  }
  return found;
}

function endOf(piece: string): number {
  const end = piece.lastIndexOf('\n') + 1 || piece.lastIndexOf(' ') + 1;
  if (end > 0) return end;
  return /[\ud800-\udbff]$/.test(piece) ? piece.length - 1 : piece.length;
}

export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** 1000 bytes are a KB. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte', 'bytes');
  // What rounds to 1000.0 of a unit is 1.0 of the next.
  const unit = UNITS.findIndex((_, index) => bytes / 1000 ** (index + 1) < 999.95);
  const power = unit === -1 ? UNITS.length : unit + 1;
  return `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power - 1]}`;
}
