import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';

/**
 * The same text for values that a policy takes alike: `5` and `"5"`, an item and a list of it alone, and the items and
 * keys in whatever order.
 */
export function valueKey(value: unknown): string {
  return JSON.stringify(plain(value)) ?? '';
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => JSON.stringify(plain(item))).sort();
    return items.length === 1 ? JSON.parse(items[0] ?? 'null') : items;
  }
  if (!isMap(value)) return value === undefined || value === null ? value : scalarText(value);
  const entries = Object.entries(value).map(([key, part]) => [key, plain(part)] as const);
  return { map: entries.sort(([one], [other]) => (one < other ? -1 : 1)) };
}
