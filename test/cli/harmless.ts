import { deepEqual, doesNotMatch, match } from 'node:assert/strict';
import fc from 'fast-check';

/** What turns into something active somewhere: on GitHub's pages, in its runner, in a terminal. */
const PIECES = [
  ...['</code>', '<code>', '<img src=x onerror=alert(1)>', '<script>', '<!--', '</td></table>', '&lt;b&gt;', '&#64;a'],
  ...['@octocat', '@org/team', 'a@b.example', 'owner/repo#1', '#12', 'GH-12', ':tada:', '![x](https://evil.example/x)'],
  ...['[a](javascript:alert(1))', '[a]: https://evil.example', 'https://evil.example', 'www.evil.example', '](', '\\'],
  ...['`', '``', '```', '~~~', '**', '_', '*', '~~', '|', '---', '# ', '- ', '1. ', '> ', '    ', '\t', '$$', '$'],
  ...['::error::', '::set-output name=a::b', '::add-mask::x', '##[error]', '##[', '##', '[', ':', '::', '%0A', '%'],
  ...['\n', '\r\n', '\n\n', '\u2028', '\u0085', '\u001b[31m', '\u009b31m', '\u0000', '\u202e', '\u2066', '\u200b'],
  ...['\ufeff', '\ud800', 'arn:aws:s3:::b/*', '${AWS::AccountId}', 'and', 'more', '(', ')', ',', '.', ';', ' ', '"'],
];

/** Texts as somebody would choose them who wants an output to say or do something else. */
export const hostileText = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 3 })), {
    maxLength: 8,
  })
  .map((pieces) => pieces.join('') || 'x');

const CODE = /<code>[^<>]*<\/code>/g;
const OWN_TAG = /<\/?(?:table|tr|td|th|ul|li|p|details|summary|strong|br)(?: colspan="\d")?>/g;
const HTML_BLOCK = /^<\/?(?:table|tr|td|th|ul|li|p|details|summary)\b/;
/** Mentions, links, references, emoji, code, mathematics: what GitHub makes something of in ordinary text. */
const ACTIVE = /[<>@`\\$|[\]_~]|#\d|GH-\d|https?:|www\.|:\w+:|&(?!amp;|quot;|#39;)/i;

/**
 * A document of which everything that is not ours stands in code or is ordinary words. Where Markdown is read (outside
 * of blocks of HTML) code does not protect from it, so nothing of Markdown stands there either.
 * @param headings those lines of Markdown that are ours
 */
export function assertHarmless(document: string, own: RegExp): void {
  doesNotMatch(document, /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u);
  let isHtml = false;
  let isFence = false;
  for (const line of document.split('\n')) {
    if (line === '') isHtml = false;
    else if (HTML_BLOCK.test(line)) isHtml = true;
    if (/^```/.test(line)) {
      match(line, isFence ? /^```$/ : /^```mermaid$/);
      isFence = !isFence;
    } else if (isFence) match(line, /^ {2}\S|^flowchart LR$/);
    else if (isHtml) doesNotMatch(line.replaceAll(CODE, ' ').replaceAll(OWN_TAG, ' '), ACTIVE);
    else if (line !== '') match(line, own);
  }
  deepEqual([isFence, (document.match(/<code>/g) ?? []).length], [false, (document.match(/<\/code>/g) ?? []).length]);
}

/** One workflow command for GitHub's runner, and nothing more than that: it undoes only the escapes that are ours. */
export function assertOneCommand(line: string): void {
  doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\[/u);
  match(line, /^::(?:error|warning|notice) (?:file=[^:,]+,line=\d+,col=\d+,)?title=[^:,]*::/);
  doesNotMatch(line, /%(?!25|0A|3A|2C)/);
}

/** Lines of a log of which GitHub's runner obeys none, and a terminal neither. */
export function assertPlainLines(text: string): void {
  doesNotMatch(text, /^\s*::|##\[|[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/mu);
}
