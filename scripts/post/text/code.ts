/**
 * Which parts of a document GitHub shows as code. It makes no mention, reference or link of those.
 *
 * This is no parser of Markdown: whatever is not plainly code counts as text. A document that was written to be read in
 * two ways is read in the careful one; the price is an invisible character in its code.
 */
export interface Piece {
  text: string;
  isCode: boolean;
}

const HTML_NAMES = `address article aside base blockquote body caption center col colgroup dd details dialog dir div dl dt
  fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main
  menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead title tr
  track ul`;
/** Begins a block in which Markdown means nothing until a blank line (CommonMark 0.31, "HTML blocks", 6). */
const HTML_BLOCK = new RegExp(`^ {0,3}</?(?:${HTML_NAMES.split(/\s+/).join('|')})(?:[ \\t]|/?>|$)`, 'i');
/** Blocks of HTML that go on over blank lines. */
const LONG_BLOCK = /^ {0,3}<(?:pre|script|style|textarea|[!?])/i;
const LONG_BLOCK_IN_A_LINE = /^ {0,3}<!--(?!-?>)[^`<>]*-->[ \t]*$/;
/** In a list these may be its fence, which ends with it. */
const INDENTED_FENCE = /^ {1,3}(?:`{3}|~{3})/;
const FENCE = /^(`{3,})[^`]*$|^(~{3,})/;

interface Reading {
  pieces: Piece[];
  /** Lines of one paragraph, list, table or block of HTML. */
  chunk: string[];
  /** What ends the block of code that is open. */
  fence: RegExp | null;
  html: 'no' | 'perhaps' | 'yes';
  /** From here on everything is text. */
  isUnsure: boolean;
}

/** The document in pieces; put together they are it. Its lines end with `\n` alone. */
export function piecesOf(document: string): Piece[] {
  const reading: Reading = { pieces: [], chunk: [], fence: null, html: 'no', isUnsure: false };
  for (const line of document.split(/(?<=\n)/)) readLine(reading, line);
  endChunk(reading);
  return reading.pieces;
}

function readLine(reading: Reading, line: string): void {
  const bare = line.replace(/\n$/, '');
  if (reading.fence !== null) {
    reading.pieces.push({ text: line, isCode: true });
    if (reading.fence.test(bare)) reading.fence = null;
    return;
  }
  if (/^[ \t]*$/.test(bare)) {
    endChunk(reading);
    reading.html = 'no';
    reading.pieces.push({ text: line, isCode: false });
    return;
  }
  if (!reading.isUnsure && reading.html !== 'yes' && beginsBlock(reading, bare)) {
    reading.pieces.push({ text: line, isCode: true });
    return;
  }
  reading.chunk.push(line);
}

/** @returns whether this line opens a fence, and so is code */
function beginsBlock(reading: Reading, line: string): boolean {
  const [, ticks, tildes] = FENCE.exec(line) ?? [];
  const mark = ticks ?? tildes;
  const isLong = LONG_BLOCK.test(line) && !LONG_BLOCK_IN_A_LINE.test(line);
  if (isLong || INDENTED_FENCE.test(line) || (mark !== undefined && reading.html === 'perhaps')) {
    endChunk(reading);
    reading.isUnsure = true;
  } else if (mark !== undefined) {
    endChunk(reading);
    reading.fence = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`);
    return true;
  } else if (HTML_BLOCK.test(line)) {
    endChunk(reading);
    reading.html = 'yes';
  } else if (/^ {0,3}</.test(line) && !LONG_BLOCK_IN_A_LINE.test(line)) {
    if (reading.html === 'no') endChunk(reading);
    reading.html = 'perhaps';
  }
  return false;
}

/** Written by HTML, in a block of which a backtick is nothing but that. */
const CODE_TAG_IN_HTML = '<code>[^<>\\n]*</code>';
/** The same in Markdown, where a backtick may begin code that ends behind it. */
const CODE_TAG = '(?<!\\\\)<code>[^<>`\\n]*</code>';
/** Written by Markdown, in one line; a `|` would end a cell of a table, and the code with it. */
const CODE_SPAN = '(?<!`)(`+)(?!`)[^`|\\n]+\\1(?!`)';
/** What may end a span early, or begin one elsewhere. */
const MISLEADING = /[`\\]|<[a-z/!?]|\]\(|^ {0,3}\[[^\]]*\]:/im;

/** A tag that ends where it seems to, and a note. After any other `<` a browser may see what follows in another way. */
const WHOLE_TAG = /<\/?[a-z][a-z0-9]*(?: [a-z-]+="[^"<>`\n]*")* ?\/?>|<!-- [^<>`\n-]* -->/gi;

function endChunk(reading: Reading): void {
  const { pieces, chunk, html } = reading;
  const text = chunk.splice(0).join('');
  if (text === '') return;
  const both = new RegExp(`${CODE_TAG}|${CODE_SPAN}`, 'g');
  const areSpansSure = html === 'no' && !MISLEADING.test(text.replace(both, ''));
  const code = areSpansSure ? both : new RegExp(html === 'yes' ? CODE_TAG_IN_HTML : CODE_TAG, 'g');
  if (/<[a-z/!?]/i.test(text.replace(code, '').replace(WHOLE_TAG, ''))) reading.isUnsure = true;
  let end = 0;
  for (const found of reading.isUnsure ? [] : text.matchAll(code)) {
    pieces.push({ text: text.slice(end, found.index), isCode: false }, { text: found[0], isCode: true });
    end = found.index + found[0].length;
  }
  pieces.push({ text: text.slice(end), isCode: false });
}
