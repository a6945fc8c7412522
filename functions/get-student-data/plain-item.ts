import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as plain JSON. */
export type Student = Record<string, unknown>;

/** Whatever an item holds, whoever wrote it. */
export function plainItem(item: Record<string, AttributeValue>): Student {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return numberOf(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.B !== undefined) return base64(value.B);
  if (value.M !== undefined) return plainItem(value.M);
  if (value.L !== undefined) return value.L.map(plain);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(numberOf);
  return (value.BS ?? []).map(base64);
}

/** DynamoDB's numbers have 38 digits; one that JavaScript would change stays text. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return String(number) === text ? number : text;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
