import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import {
  doneText,
  factsOf,
  failureText,
  joinedText,
  progressText,
} from '../../../../templates/student/scripts/run-text.ts';
import { type Run, runFrom } from '../../../../templates/student/scripts/shapes.ts';

const run = (more: object) => runFrom({ status: 'running', statusUrl: 'backup/1', ...more }) as Run;

test('how far a backup is', () => {
  equal(progressText(run({ items: 40, expected: 1_000 })), 'The backup runs: 40 students of about 1,000 so far.');
  // The table has grown since DynamoDB counted.
  equal(progressText(run({ items: 40, expected: 30 })), 'The backup runs: 40 students so far.');
  equal(doneText(run({ items: 1 })), 'The backup is done: 1 student.');
});

test('a failure has its reason, and whether somebody was told', () => {
  equal(failureText(run({ error: 'no room.', mail: 'sent' })), 'The backup failed: no room. Mail: sent.');
  equal(failureText(run({})), 'The backup failed: no reason is known. Mail: not known.');
  match(failureText(run({ error: 'x'.repeat(10_000) })), /^.{500,600}$/);
});

test('a backup that was running already says so when it is another one than was asked for', () => {
  deepEqual([joinedText(run({ format: 'csv' }), 'csv'), joinedText(run({}), 'csv')], ['', '']);
  equal(joinedText(run({ format: 'json' }), 'csv'), 'It was running already, as JSON: that one is shown.');
});

test('what is kept of a backup', () => {
  const done = {
    format: 'csv',
    items: 1_234,
    bytes: 1_500,
    digest: 'ab',
    place: 's3://b/k',
    mail: 'not sent: no leave',
  };
  deepEqual(Object.fromEntries(factsOf(run(done))), {
    ...{ Students: '1,234', Format: 'CSV', Size: '1.5 KB, compressed' },
    ...{ Checksum: 'ab', Place: 's3://b/k', Mail: 'not sent: no leave' },
  });
  deepEqual(Object.fromEntries(factsOf(run({ mail: 'none' }))), {
    ...{ Students: '0', Format: 'not known', Size: 'not known' },
    ...{ Checksum: 'not known', Place: 'not known', Mail: 'none, because no address is set' },
  });
});
