import { equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { pacer } from '../../functions/shared/backup/pacer.ts';
import type { Scanning } from '../../functions/shared/backup/scan/pages.ts';
import { scanSegments } from '../../scripts/tables/scan-segments.ts';
import { answering } from './answering.ts';
import { awsError } from './restore/double.ts';

/** A table of a thousand pages a segment; the second page of segment 2 is refused. */
function table(signal: AbortSignal): { scanning: Scanning; pages: () => number } {
  const pages = [0, 0, 0];
  const dynamodb = answering(({ Segment: segment }) => {
    const page = (pages[segment] ?? 0) + 1;
    pages[segment] = page;
    if (segment === 2 && page === 2) throw awsError('ValidationException');
    const next = page < 1000 ? { LastEvaluatedKey: { id: { S: 'x' } } } : {};
    return { Items: [{ id: { S: `${segment}-${page}` } }], ...next };
  });
  const common = { tableName: 'books', segments: 3, reads: 'strong', pageItems: null } as const;
  return { scanning: { ...common, dynamodb, pacer: pacer(null), signal }, pages: () => Math.max(...pages) };
}

test('what fails in a segment ends the others before it is thrown', async () => {
  const { scanning, pages } = table(new AbortController().signal);
  await rejects(
    scanSegments(scanning, () => {}),
    { name: 'ValidationException' },
  );
  const asked = pages();
  ok(asked < 1000, `${asked} pages`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  equal(pages(), asked);
});

test('stopped, it ends with the reason', async () => {
  const stopper = new AbortController();
  const { scanning } = table(stopper.signal);
  const reason = new Error('stopped');
  await rejects(
    scanSegments(scanning, () => stopper.abort(reason)),
    reason,
  );
});
