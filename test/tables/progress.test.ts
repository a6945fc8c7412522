import { deepEqual, equal } from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { output } from '../../scripts/cli/output.ts';
import { bytesText, duration, progressOn, progressText } from '../../scripts/tables/progress.ts';

test('items, bytes, rate and time left', () => {
  equal(
    progressText('saved', { items: 1_200, size: 1_300_000, expected: 5_000 }, 3),
    'saved 1,200 of about 5,000 items, 1.3 MB, 400/s, 10 s left',
  );
  equal(progressText('saved', { items: 12, size: 999, expected: 12 }, 0), 'saved 12 items, 999 bytes, 12,000/s');
  equal(progressText('saved', { items: 0, size: 0, expected: 7 }, 1), 'saved 0 of about 7 items, 0 bytes, 0/s');
});

test('sizes and times', () => {
  deepEqual([0, 999, 1_000, 12_345_678, 5e14].map(bytesText), ['0 bytes', '999 bytes', '1.0 KB', '12 MB', '500 TB']);
  deepEqual([0, 89, 90, 5_399, 5_400].map(duration), ['1 s', '89 s', '2 min', '90 min', '1.5 h']);
});

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  let text = '';
  stream.on('data', (part) => {
    text += part;
  });
  return { stream, text: () => text };
}

const state = { items: 1, size: 1, expected: 2 };

test('a terminal has one line, which goes at the end', () => {
  const { stream, text } = terminal(true);
  const progress = progressOn(output('text', { stdout: stream, stderr: stream }, {}), 'saved', stream);
  progress.at(state);
  progress.at(state);
  progress.end();
  equal(text().match(/saved 1/g)?.length, 1, 'not more often than the eye can follow');
  equal(text().endsWith('\r\u001b[K'), true);
});

test('elsewhere nothing is said of what is done within seconds', () => {
  const { stream, text } = terminal(false);
  const progress = progressOn(output('text', { stdout: stream, stderr: stream }, {}), 'saved', stream);
  progress.at(state);
  progress.end();
  equal(text(), '');
});
