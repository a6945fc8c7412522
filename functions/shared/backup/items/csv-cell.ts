import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Column } from '../manifest.ts';
import type { Item } from './item.ts';
import { itemReader, parseItem } from './parse.ts';
import { attributeText, itemTexts } from './text.ts';

/**
 * The text of an attribute in a column: plain where it is of the column's type and can be taken for nothing else,
 * otherwise DynamoDB JSON, with which no spreadsheet begins a formula. It is never empty: that is an absent attribute.
 */
export function valueCell(value: AttributeValue, type: Column['type']): string {
  return plainCell(value, type) ?? withoutSemicolons(attributeText(value));
}

/** The text of several attributes in one cell. */
export function itemCell(item: Item): string {
  return withoutSemicolons(itemTexts(item).text);
}

/** The text of an attribute's name in the header. */
export function nameCell(name: string): string {
  return valueCell({ S: name }, 'S');
}

/** @throws SyntaxError for a text that no value has; of a text that one might have, it makes the value it can. */
export function cellValue(cell: string, type: Column['type']): AttributeValue {
  if (type === 'JSON' || cell.startsWith('{')) {
    const { value } = itemReader(cell)({ value: JSON.parse(cell) });
    return value as AttributeValue;
  }
  if (type === 'B') return { B: Buffer.from(cell, 'base64') };
  if (type === 'BOOL') return { BOOL: cell === 'true' };
  return type === 'N' ? { N: cell } : { S: cell };
}

export function cellItem(cell: string): Item {
  return parseItem(cell);
}

function plainCell(value: AttributeValue, type: Column['type']): string | null {
  if (type === 'S' && value.S !== undefined) return plainText(value.S);
  if (type === 'N' && value.N !== undefined) return NUMBER.test(value.N) ? value.N : null;
  if (type === 'B' && value.B !== undefined) return plainText(Buffer.from(value.B).toString('base64'));
  if (type === 'BOOL' && value.BOOL !== undefined) return String(value.BOOL);
  return null;
}

/** A minus sign is all that it shares with a formula. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Empty, or the beginning of DynamoDB JSON or of a file's byte order mark, or what may be trimmed. */
const BEGINS_WRONG = /^(?:$|[{\uFEFF\t\r\n])/;

/**
 * The beginning of a formula, after what a spreadsheet may drop.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^["\p{Z}\p{C}]*[=+\-@＝＋－＠]/u;

/** Few texts have one; only those are looked at closely. */
const SPECIAL = /[;\p{Cc}]/u;

/** But TAB and line ends: readers of CSV end a text at NUL, or drop it and its like. */
const CONTROL = /[^\P{Cc}\t\r\n]/u;

/** Where a spreadsheet that takes semicolons or TAB for separators ends a cell, whatever the quotes. */
const CELL_END = /[;\t\r\n]/;

function plainText(text: string): string | null {
  if (BEGINS_WRONG.test(text) || FORMULA.test(text)) return null;
  if (!SPECIAL.test(text)) return text;
  const isHarmless = !CONTROL.test(text) && !text.split(CELL_END).some((beginning) => FORMULA.test(beginning));
  return isHarmless ? text : null;
}

/** JSON holds no TAB and no line end, and a semicolon only within strings. */
function withoutSemicolons(json: string): string {
  return json.replaceAll(';', '\\u003b');
}
