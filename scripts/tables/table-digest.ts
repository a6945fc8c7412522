import { itemsDigest } from '../../functions/shared/backup/items/digest.ts';
import { itemTexts } from '../../functions/shared/backup/items/text.ts';
import type { Scanning } from '../../functions/shared/backup/scan/pages.ts';
import { scanSegments } from './scan-segments.ts';

export interface TableDigest {
  items: number;
  /** As in a manifest. */
  digest: string;
}

/** Of all items of a table. */
export async function tableDigest(
  scanning: Scanning,
  report: (items: number, size: number) => void = () => {},
): Promise<TableDigest> {
  const digest = itemsDigest();
  let size = 0;
  await scanSegments(scanning, ({ items }) => {
    for (const item of items) {
      const { text, canonical } = itemTexts(item);
      digest.add(canonical);
      size += text.length;
    }
    report(digest.count, size);
  });
  return { items: digest.count, digest: digest.hex() };
}
