import type { Comparison } from '../../scripts/tables/compare/compare.ts';
import type { Account, Item } from '../backup/fixture.ts';

export const ITEMS = 200;
export const KEYS = { id: 'S', at: 'N' } as const;

export function original(): Item[] {
  return Array.from({ length: ITEMS }, (_, at) => item(at));
}

export function item(at: number, more: Item = {}): Item {
  return { id: { S: `id-${at}` }, at: { N: String(at) }, value: { N: String(at) }, set: { SS: ['a', 'b'] }, ...more };
}

/** The original ones with two changed, one less and three more. */
export const EDITED: Item[] = [
  ...original().slice(3),
  item(1, { value: { S: '1' }, more: { BOOL: true } }),
  item(2, { set: { SS: ['a'] } }),
  item(1_000),
  item(1_001),
  item(1_002),
];

let tables = 0;

/** A new table with the same keys. */
export async function tableWith(account: Account, items: readonly Item[]): Promise<string> {
  const name = `other-${tables++}`;
  await account.makeTable(name, KEYS);
  await account.fill(name, items);
  return name;
}

/** The same, changed, only in the backup, only in the table. */
export function numbers({ same, changed, onlyInBackup, onlyInTable }: Comparison): [number, number, number, number] {
  return [same, changed.count, onlyInBackup.count, onlyInTable.count];
}
