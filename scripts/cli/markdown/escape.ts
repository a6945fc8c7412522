import { plain } from '../plain.ts';

/**
 * Text of a pull request's author as a part of a comment on GitHub. It stands in blocks of HTML, in which Markdown means
 * nothing until a blank line, and either in `<code>` or as words: GitHub makes mentions, references, links and emoji of
 * text anywhere but in code.
 */

const LONGEST = 200;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A name, an ARN, a path: as it is, in one line. */
export function inCode(text: string): string {
  return codeOf(cut(plain(text), LONGEST));
}

const WORD = /^(?:[A-Za-z]+(?:['-][A-Za-z]+)*|\d{1,4})$/;

/** A sentence: what is not an ordinary word of it stands in code. */
export function inProse(text: string): string {
  const parts: { text: string; isCode: boolean }[] = [];
  for (const token of cut(plain(text), 2 * LONGEST).split(' ')) {
    const [, open = '', core = '', close = ''] = /^(\(?)(.*?)([).,;:]*)$/.exec(token) ?? [];
    const isCode = core !== '' && !WORD.test(core);
    const last = parts.at(-1);
    // Words of one quoted text stay one.
    if (isCode && last?.isCode && open === '') last.text += ` ${core}`;
    else parts.push({ text: isCode ? core : token, isCode });
    if (!isCode) continue;
    if (open !== '') parts.splice(-1, 0, { text: open, isCode: false });
    if (close !== '') parts.push({ text: close, isCode: false });
  }
  return spaced(parts);
}

function spaced(parts: readonly { text: string; isCode: boolean }[]): string {
  return parts
    .map(({ text, isCode }, index) => {
      const before = parts[index - 1];
      const glued = before === undefined || before.text === '(' || /^[).,;:]+$/.test(text);
      return `${glued ? '' : ' '}${isCode ? codeOf(text) : text}`;
    })
    .join('');
}

function codeOf(text: string): string {
  return `<code>${text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')}</code>`;
}

const LONGEST_LABEL = 60;

/**
 * A label of a Mermaid diagram, to stand in double quotes. Mermaid turns `#58;` into a character after it has parsed
 * the diagram and its Markdown; what could be HTML is not even written so, in case it is turned twice.
 */
export function inLabel(text: string): string {
  const label = cut(plain(text).trim() || '?', LONGEST_LABEL).replace(/[<>&"'`\\]/g, '?');
  // Inside a word a dot, a dash and a slash mean nothing; at its start or end they make lists.
  return label.replace(
    /(?<![A-Za-z0-9])[./-]|[./-](?![A-Za-z0-9])|[^A-Za-z0-9 ./-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}
