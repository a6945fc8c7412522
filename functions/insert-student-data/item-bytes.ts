import type { Item } from '../shared/backup/items/item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
export const LARGEST_ITEM = 400 * 1024;

/**
 * The size of an item of texts and numbers, names included.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  const sizes = Object.entries(item).map(([name, { S, N }]) => {
    return Buffer.byteLength(name) + (N === undefined ? Buffer.byteLength(S ?? '') : numberBytes(N));
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A byte for two digits, zeros at the ends not counted, and one more. */
function numberBytes(text: string): number {
  return Math.ceil(text.replace(/^0+|0+$/g, '').length / 2) + 1;
}
