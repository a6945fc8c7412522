import type { Item } from '../shared/backup/items/item.ts';

/** The fields that are searched. Others than this API may have written numbers into them. */
const SEARCHED = ['studentId', 'name', 'class'];

/**
 * Tells students that have a text somewhere in what is searched, whatever the case and the way in which characters are
 * composed. An empty text finds all.
 */
export function finder(search: string): (item: Item) => boolean {
  const wanted = folded(search);
  if (wanted === '') return () => true;
  return (item) => SEARCHED.some((name) => folded(item[name]?.S ?? item[name]?.N ?? '').includes(wanted));
}

/**
 * In capitals, because those of `ß` are SS, those of final and other sigmas the same, and a lower case depends on what
 * stands around. https://www.unicode.org/reports/tr15/ (NFKC)
 */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC');
}
