import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../functions/shared/backup/items/item.ts';
import type { KeyAttribute } from '../../functions/shared/backup/table-record.ts';
import { UserError } from '../cli/errors.ts';
import { decimal, orderOfDecimals } from './decimals.ts';

/** The longer ones first: `<=` begins with `<`. */
const OPERATORS = ['<=', '>=', '=', '<', '>'] as const;

type Operator = (typeof OPERATORS)[number];

const HOLDS: Record<Operator, (order: number) => boolean> = {
  '<=': (order) => order <= 0,
  '>=': (order) => order >= 0,
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '>': (order) => order > 0,
};

/**
 * Whether an item is chosen: all conditions hold. Keys are ordered as DynamoDB orders them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html#HowItWorks.CoreComponents.PrimaryKey
 * @param texts such as `id=item-5` or `sort>=2024`
 * @throws UserError
 */
export function chooser(texts: readonly string[], keys: readonly KeyAttribute[]): (item: Item) => boolean {
  const conditions = texts.map((text) => condition(text, keys));
  return (item) => conditions.every((holds) => holds(item));
}

function condition(text: string, keys: readonly KeyAttribute[]): (item: Item) => boolean {
  const { key, operator, value } = parsed(text, keys);
  const orderOf = orderTo(value, key, text);
  const holds = HOLDS[operator];
  return (item) => {
    const own = item[key.name];
    return own !== undefined && holds(orderOf(own));
  };
}

function parsed(text: string, keys: readonly KeyAttribute[]) {
  const longestFirst = keys.toSorted((a, b) => b.name.length - a.name.length);
  for (const key of longestFirst) {
    if (!text.startsWith(key.name)) continue;
    const rest = text.slice(key.name.length);
    const operator = OPERATORS.find((one) => rest.startsWith(one));
    const value = rest.slice(operator?.length);
    if (operator === undefined) continue;
    if (value !== '') return { key, operator, value };
    throw new UserError(`--only '${text}' lacks the value of ${key.name}`);
  }
  const known = keys.map(({ name, type }) => `${name} (${type})`).join(' and ');
  throw new UserError(
    `--only takes a key, one of ${OPERATORS.join(' ')} and a value, such as '${keys[0]?.name}=…'; '${text}' has none of the keys, which are ${known}`,
  );
}

/** How a key's value stands to the given one: below 0, 0, or above. */
function orderTo(given: string, { name, type }: KeyAttribute, text: string): (value: AttributeValue) => number {
  if (type === 'S') {
    const bytes = Buffer.from(given);
    return ({ S = '' }) => Buffer.compare(Buffer.from(S), bytes);
  }
  if (type === 'B') {
    const bytes = Buffer.from(given, 'base64');
    if (bytes.toString('base64') === given) return ({ B = new Uint8Array() }) => Buffer.compare(B, bytes);
    throw new UserError(`--only '${text}': ${name} is binary, so its value has to be base64`);
  }
  const number = decimal(given);
  if (number === null) throw new UserError(`--only '${text}': ${name} is a number, and '${given}' is none`);
  return ({ N = '' }) => {
    const own = decimal(N);
    return own === null ? Number.NaN : orderOfDecimals(own, number);
  };
}
