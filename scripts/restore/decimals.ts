import { canonicalNumber } from '../../functions/shared/backup/items/number.ts';

/** A number of any precision. */
export interface Decimal {
  isNegative: boolean;
  /** Without zeros at its beginning. */
  whole: string;
  /** Without zeros at its end. */
  fraction: string;
}

/** Digits of an exponent: DynamoDB's numbers have three at most, and more would be a text too long to hold. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** Null: the text is no number. */
export function decimal(text: string): Decimal | null {
  if (!NUMBER.test(text)) return null;
  const canonical = canonicalNumber(text);
  const [whole = '', fraction = ''] = canonical.replace('-', '').split('.');
  return { isNegative: canonical.startsWith('-'), whole: whole === '0' ? '' : whole, fraction };
}

/** Below 0, 0, or above. */
export function orderOfDecimals(a: Decimal, b: Decimal): number {
  if (a.isNegative !== b.isNegative) return a.isNegative ? -1 : 1;
  const order =
    a.whole.length - b.whole.length || orderOfTexts(a.whole, b.whole) || orderOfTexts(a.fraction, b.fraction);
  return a.isNegative ? -order : order;
}

function orderOfTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
