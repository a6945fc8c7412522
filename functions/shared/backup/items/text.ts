import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';
import { canonicalNumber } from './number.ts';

export interface ItemTexts {
  /** DynamoDB JSON in one line: attributes by name, sets in order, numbers as DynamoDB gave them. */
  text: string;
  /** The same with each number in its one form: equal items have equal texts. Most often `text` itself. */
  canonical: string;
}

type NumberText = (text: string) => string;

/**
 * @throws TypeError for a value that is none of DynamoDB's types
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function itemTexts(item: Item): ItemTexts {
  let isCanonical = true;
  const text = mapText(item, (number) => {
    isCanonical &&= canonicalNumber(number) === number;
    return number;
  });
  return { text, canonical: isCanonical ? text : mapText(item, canonicalNumber) };
}

export function canonicalText(value: AttributeValue): string {
  return valueText(value, canonicalNumber);
}

/** DynamoDB JSON of one value, as `itemTexts` has it in `text`. */
export function attributeText(value: AttributeValue): string {
  return valueText(value, (number) => number);
}

function mapText(map: Item, numberText: NumberText): string {
  const parts: string[] = [];
  for (const name of Object.keys(map).sort()) {
    parts.push(`${JSON.stringify(name)}:${valueText(map[name] as AttributeValue, numberText)}`);
  }
  return `{${parts.join()}}`;
}

function valueText(value: AttributeValue, numberText: NumberText): string {
  if (value.S !== undefined) return `{"S":${JSON.stringify(value.S)}}`;
  if (value.N !== undefined) return `{"N":"${numberText(value.N)}"}`;
  if (value.M !== undefined) return `{"M":${mapText(value.M, numberText)}}`;
  if (value.L !== undefined) return `{"L":[${value.L.map((one) => valueText(one, numberText)).join()}]}`;
  if (value.BOOL !== undefined) return `{"BOOL":${value.BOOL}}`;
  if (value.NULL !== undefined) return '{"NULL":true}';
  if (value.SS !== undefined) return `{"SS":${setText(value.SS)}}`;
  if (value.NS !== undefined) return `{"NS":${setText(value.NS.map(numberText))}}`;
  if (value.B !== undefined) return `{"B":"${base64(value.B)}"}`;
  if (value.BS !== undefined) return `{"BS":${setText(value.BS.map(base64))}}`;
  throw new TypeError('an attribute of a type that this version does not know');
}

function setText(members: readonly string[]): string {
  return JSON.stringify([...members].sort());
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
