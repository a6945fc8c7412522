import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { failedEvent, failedRecords, reportedFailures } from '../../scripts/redrive/failed-batch.ts';

const record = { eventID: 'e', eventName: 'INSERT', dynamodb: { SequenceNumber: '1', Keys: { userId: { S: 'ada' } } } };
/** The fields of Lambda's document beside the payload (Lambda Developer Guide, services-dynamodb-errors). */
const about = {
  requestContext: { requestId: 'r', functionArn: 'f', condition: 'RetryAttemptsExhausted', approximateInvokeCount: 6 },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-01-02T03:04:05.678Z',
  DDBStreamBatchInfo: { shardId: 's', startSequenceNumber: '1', endSequenceNumber: '1', batchSize: 1 },
};

test('a kept batch gives its records whole, from a payload that is a text', () => {
  const text = JSON.stringify({ ...about, payload: JSON.stringify({ Records: [record] }) });
  deepEqual(failedRecords(text), [record]);
});

test('and from one that is an object', () => {
  deepEqual(failedRecords(JSON.stringify({ ...about, payload: { Records: [record] } })), [record]);
});

const NO_BATCH: [what: string, text: string][] = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['no payload, as a queue gets it', JSON.stringify(about)],
  ['a payload that is no JSON', JSON.stringify({ payload: '{' })],
  ['a payload without records', JSON.stringify({ payload: '{}' })],
  ['a record that is none', JSON.stringify({ payload: { Records: [7] } })],
];

for (const [what, text] of NO_BATCH) {
  test(`${what} is no batch`, () => equal(failedRecords(text), null));
}

test('an answer of bucket-creation names what failed', () => {
  deepEqual(reportedFailures({ batchItemFailures: [] }), []);
  deepEqual(reportedFailures({ batchItemFailures: [{ itemIdentifier: '7' }] }), ['7']);
  for (const other of [null, {}, { batchItemFailures: [{}] }, 'done']) equal(reportedFailures(other), null);
});

test('a kept event is given back as it was', () => {
  const requestPayload = { userId: 'ada', bucket: 'b', signedUpAt: 't' };
  deepEqual(failedEvent(JSON.stringify({ ...about, requestPayload })), requestPayload);
  for (const other of ['', '{}', JSON.stringify({ requestPayload: {} })]) equal(failedEvent(other), null);
});
