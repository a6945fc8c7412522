import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, "Item size" */
export const LARGEST_ITEM = 400 * 1024;

/**
 * The size of an item of texts and numbers in bytes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Record<string, AttributeValue>): number {
  return Object.entries(item).reduce((sum, [name, { S = '', N }]) => {
    const digits = N === undefined ? 0 : Math.ceil(N.length / 2) + 1;
    return sum + Buffer.byteLength(name) + Buffer.byteLength(S) + digits;
  }, 0);
}
