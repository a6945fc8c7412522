import { allSegments } from '../../functions/shared/backup/scan/all-segments.ts';
import { type Page, type Scanning, scanPages } from '../../functions/shared/backup/scan/pages.ts';

/** Reads a whole table, its segments at the same time. What fails in one of them ends the others. */
export async function scanSegments(scanning: Scanning, onPage: (page: Page) => void): Promise<void> {
  await allSegments(scanning.segments, scanning.signal, async (segment, signal) => {
    for await (const page of scanPages({ ...scanning, signal }, segment, null)) onPage(page);
  });
}
