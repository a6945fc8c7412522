import { type Page, type Scanning, scanPages } from '../../functions/shared/backup/scan/pages.ts';

/** Reads a whole table, its segments at the same time. What fails in one of them ends the others. */
export async function scanSegments(scanning: Scanning, onPage: (page: Page) => void): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([scanning.signal, failed.signal]);
  const readSegment = async (_: unknown, segment: number) => {
    try {
      for await (const page of scanPages({ ...scanning, signal }, segment, null)) onPage(page);
    } catch (error) {
      failed.abort(error);
    }
  };
  await Promise.all(Array.from({ length: scanning.segments }, readSegment));
  scanning.signal.throwIfAborted();
  failed.signal.throwIfAborted();
}
