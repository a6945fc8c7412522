import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { handler as bucketCreation } from '../../../functions/bucket-creation/handler.ts';
import { handler as objectSummary } from '../../../functions/object-summary/handler.ts';

/** Nothing that answers here: a smoke event that made a call would fail. */
Object.assign(process.env, {
  ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_MAX_ATTEMPTS: '1' },
  ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', POWERTOOLS_LOG_LEVEL: 'SILENT' },
  ...{ BUCKET_NAME: 'objects', BUCKET_PREFIX: 'siu', BUCKET_REGION: 'us-east-1', ACCOUNT_ID: '111122223333' },
  ...{ ALLOWED_ORIGINS: 'https://example.com', IDEMPOTENCY_TABLE: 'once' },
});

const context = { invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f' };

async function smokeEvent(functionName: string) {
  const file = new URL(`../../../functions/${functionName}/events/smoke.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8'));
}

test("object-summary's smoke event reads and writes nothing", async () => {
  assert.deepEqual(await objectSummary(await smokeEvent('object-summary')), []);
});

test("bucket-creation's smoke event makes no bucket", async () => {
  const event = await smokeEvent('bucket-creation');
  const answer = await bucketCreation(event, context as Parameters<typeof bucketCreation>[1]);
  assert.deepEqual(answer, { batchItemFailures: [] });
});
