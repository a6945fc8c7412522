import { piecesOf } from './code.ts';

/** Breaks a word without being seen. */
const BREAK = '\u200b';

/**
 * A document that mentions nobody and refers to nothing, whatever the names in it: `@name`, `#1`, `GH-1`, `org/repo#1`
 * and the address of an issue are shown, and do nothing. So closing words ("fixes #1") have nothing to close. What is
 * code stays as it is: GitHub makes nothing of it.
 */
export function harmless(document: string): string {
  const lines = document.replace(/\r\n?/g, '\n');
  return piecesOf(lines)
    .map(({ text, isCode }) => (isCode ? text : broken(text)))
    .join('');
}

const ENTITY = '&(?:#\\d{1,7}|#x[0-9a-f]{1,6}|commat|num);';
/** HTML reads these too, or digits behind the `#` would be a reference. */
const ENTITY_WITHOUT_END = '&#(?=[\\dx])';
const MENTION = `@(?![\\s${BREAK}])`;
const REFERENCE = '#(?=\\d)';
const SHORT_REFERENCE = '(?<![a-z0-9])GH\\\\?-(?=\\d)';
/** GitHub forwards from there, and makes no reference of it. */
const ADDRESS = '(?:www\\.)?github\\.com(?=/[\\w.-]+/[\\w.-]+/(?:issues|pull|discussions)/\\d)';

const ACTIVE = new RegExp(
  `${BREAK}?(?<entity>${ENTITY})${BREAK}?|(?<address>${ADDRESS})|${ENTITY_WITHOUT_END}|${MENTION}|${REFERENCE}|${SHORT_REFERENCE}`,
  'gi',
);

function broken(text: string): string {
  return text.replace(ACTIVE, (...found) => {
    const [whole, groups] = [String(found[0]), found.at(-1) as { entity?: string; address?: string }];
    if (groups.address !== undefined) return 'redirect.github.com';
    if (groups.entity === undefined) return `${whole}${BREAK}`;
    return isPartOfReference(groups.entity) ? `${BREAK}${groups.entity}${BREAK}` : whole;
  });
}

/** Whether an entity stands for a character that mentions and references are made of. */
function isPartOfReference(entity: string): boolean {
  const [, hex, decimal] = /^&#(?:x([0-9a-f]+)|(\d+));$/i.exec(entity) ?? [];
  if (hex === undefined && decimal === undefined) return true;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code < 0x80 && /[@#\w/-]/.test(String.fromCharCode(code));
}
