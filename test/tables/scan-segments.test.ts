import { equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { pacer } from '../../functions/shared/backup/pacer.ts';
import type { Scanning } from '../../functions/shared/backup/scan/pages.ts';
import { scanSegments } from '../../scripts/tables/scan-segments.ts';

/** A table of a thousand pages a segment; the second page of segment 2 is refused. */
function table(signal: AbortSignal): { scanning: Scanning; pages: () => number } {
  const pages = [0, 0, 0];
  const requestHandler = {
    async handle({ body }: { body: string }) {
      const { Segment: segment } = JSON.parse(body);
      const page = (pages[segment] ?? 0) + 1;
      pages[segment] = page;
      const isRefused = segment === 2 && page === 2;
      const answer = isRefused
        ? { __type: 'ValidationException', message: 'no' }
        : {
            Items: [{ id: { S: `${segment}-${page}` } }],
            ...(page < 1000 && { LastEvaluatedKey: { id: { S: 'x' } } }),
          };
      const stream = new Blob([JSON.stringify(answer)]).stream();
      return { response: { statusCode: isRefused ? 400 : 200, headers: {}, body: stream } };
    },
  } as unknown as NonNullable<DynamoDBClientConfig['requestHandler']>;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };
  const dynamodb = new DynamoDBClient({ region: 'us-east-1', credentials, requestHandler, maxAttempts: 1 });
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
