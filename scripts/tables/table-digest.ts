import { itemsDigest } from '../../functions/shared/backup/items/digest.ts';
import { itemTexts } from '../../functions/shared/backup/items/text.ts';
import { type Scanning, scanPages } from '../../functions/shared/backup/scan/pages.ts';

export interface TableDigest {
  items: number;
  /** As in a manifest. */
  digest: string;
}

/** Reads a whole table, its segments at the same time. */
export async function tableDigest(
  scanning: Scanning,
  report: (items: number, size: number) => void = () => {},
): Promise<TableDigest> {
  const digest = itemsDigest();
  let size = 0;
  await Promise.all(
    Array.from({ length: scanning.segments }, async (_, segment) => {
      for await (const { items } of scanPages(scanning, segment, null)) {
        for (const item of items) {
          const { text, canonical } = itemTexts(item);
          digest.add(canonical);
          size += text.length;
        }
        report(digest.count, size);
      }
    }),
  );
  return { items: digest.count, digest: digest.hex() };
}
