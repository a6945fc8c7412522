import { isMap } from '../template/walk.ts';

/** `${Bucket.Arn}`, `${AWS::Region}`; not IAM's own variables, which have one colon, nor the escapes `${*}`, `${?}`, `${$}`. */
export const SYMBOL = /\$\{(?:[^{}]*::[^{}]*|Ref [^{}]*|[^{}:*?$]+)\}/g;

const FIRST = 0xe000;
const LAST = 0xf8ff;

/** Texts with symbols in a form in which the policy engine takes them literally, and back. */
export interface Symbols {
  /** Stands for `${AWS::AccountId}`: principals have to have an account. */
  account: string;
  hidden(value: unknown): unknown;
  shown<T>(value: T): T;
}

/** @param documents all that will be hidden: the account that is made up is in none of them */
export function symbolsFor(documents: unknown): Symbols {
  const written = JSON.stringify(documents) ?? '';
  const account = unusedAccount(written);
  const tokens = new Map<string, string>();
  const symbols = new Map<string, string>();
  // One character of those that no text has: no wildcard, no colon, and lower case leaves it as it is.
  const tokenOf = (symbol: string): string => {
    if (symbol === '${AWS::AccountId}') return account;
    // Callers that no policy names are of this partition, and conditions are to know them.
    if (symbol === '${AWS::Partition}') return 'aws';
    const known = tokens.get(symbol);
    if (known !== undefined) return known;
    const code = FIRST + tokens.size;
    const token = String.fromCodePoint(code > LAST ? 0xf0000 + tokens.size : code);
    tokens.set(symbol, token);
    symbols.set(token, symbol);
    return token;
  };
  return {
    account,
    hidden: (value) => mapTexts(value, (text) => text.replace(SYMBOL, tokenOf)),
    shown: <T>(value: T) =>
      mapTexts(value, (text) =>
        text
          .replaceAll(account, '${AWS::AccountId}')
          .replace(/[\uE000-\uF8FF]|[\u{F0000}-\u{FFFFD}]/gu, (token) => symbols.get(token) ?? token),
      ) as T,
  };
}

function unusedAccount(written: string): string {
  for (let number = 123412341234; ; number += 1) if (!written.includes(String(number))) return String(number);
}

/** Keys are texts too: condition keys may hold symbols. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [change(key), mapTexts(part, change)]));
}
