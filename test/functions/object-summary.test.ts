import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { handler } from '../../functions/object-summary/handler.ts';
import { answer, type SentCommand } from './client-answers.ts';

beforeEach(() => {
  process.env.BUCKET_NAME = 'bucket';
});

function event(key: string, versionId?: string, bucket = 'bucket') {
  return { Records: [{ s3: { bucket: { name: bucket }, object: { key, ...(versionId && { versionId }) } } }] };
}

function stored(text: string, more: object = {}) {
  const body = Readable.from([Buffer.from(text)]);
  return { Body: body, ContentLength: Buffer.byteLength(text), ContentType: 'text/csv', VersionId: 'v2', ...more };
}

function error(name: string, message = 'said S3') {
  return Object.assign(new Error(message), { name });
}

/** Answers reads with `found` and writes with `written`; errors are thrown. */
function bucket(t: Parameters<typeof answer>[0], found: () => unknown, written: () => unknown = () => ({})) {
  return answer(t, S3Client, (command) => {
    const result = command.constructor.name === 'GetObjectCommand' ? found() : written();
    if (result instanceof Error) throw result;
    return result;
  });
}

const names = (sent: SentCommand[]) => sent.map((command) => command.constructor.name);

test('the summary of a version is written once, under its own key', async (t) => {
  const sent = bucket(t, () => stored('a,b\n1,2\n'));
  const [outcome] = await handler(event('incoming/a.csv', 'v2'));
  const resultKey = 'processed/a.csv/v2.json';
  deepEqual(outcome, { outcome: 'summarised', key: 'incoming/a.csv', versionId: 'v2', resultKey });
  deepEqual(sent[0]?.input, { Bucket: 'bucket', Key: 'incoming/a.csv' });
  const { Body, ...put } = sent[1]?.input ?? {};
  deepEqual(put, { Bucket: 'bucket', Key: resultKey, ContentType: 'application/json', IfNoneMatch: '*' });
  deepEqual(JSON.parse(String(Body)), {
    formatVersion: 1,
    key: 'incoming/a.csv',
    versionId: 'v2',
    contentType: 'text/csv',
    contentEncoding: null,
    size: 8,
    sha256: createHash('sha256').update('a,b\n1,2\n').digest('hex'),
    counts: { format: 'csv', lines: 2, records: 2, unclosedQuote: false },
  });
});

test('the same version gives the same bytes, and a result that is there stays as it is', async (t) => {
  const sent = bucket(
    t,
    () => stored('a'),
    () => error('PreconditionFailed'),
  );
  for (const _ of [1, 2]) {
    equal((await handler(event('incoming/a.csv', 'v2')))[0]?.outcome, 'summarised before');
  }
  equal(sent[1]?.input.Body, sent[3]?.input.Body);
});

test('an event of an older version writes nothing and lets go of the body', async (t) => {
  const found = stored('newer');
  const sent = bucket(t, () => found);
  equal((await handler(event('incoming/a.csv', 'v1')))[0]?.outcome, 'superseded by a newer version');
  deepEqual(names(sent), ['GetObjectCommand']);
  ok(found.Body.destroyed);
});

test('an event without a version means the current one', async (t) => {
  bucket(t, () => stored('a'));
  equal((await handler(event('incoming/a.csv')))[0]?.resultKey, 'processed/a.csv/v2.json');
});

for (const VersionId of [undefined, 'null']) {
  test(`a bucket whose version is ${VersionId} is refused: results could not be told apart`, async (t) => {
    const found = stored('a', { VersionId });
    bucket(t, () => found);
    await rejects(handler(event('incoming/a.csv')), /^Error: cannot summarise incoming\/a.csv: bucket bucket keeps no/);
    ok(found.Body.destroyed);
  });
}

test('an object that is gone ends quietly', async (t) => {
  const sent = bucket(t, () => error('NoSuchKey'));
  const [outcome] = await handler(event('incoming/a.csv', 'v1'));
  deepEqual([outcome?.outcome, outcome?.resultKey], ['deleted before it was read', null]);
  equal(sent.length, 1);
});

for (const name of ['AccessDenied', 'NoSuchBucket', 'SlowDown']) {
  test(`${name} while reading is an error, which Lambda tries again`, async (t) => {
    bucket(t, () => error(name));
    const message = `cannot read object incoming/a.csv of bucket bucket: ${name}: said S3`;
    await rejects(handler(event('incoming/a.csv', 'v1')), { name, message });
  });
}

for (const [name, writes] of [
  ['AccessDenied', 1],
  ['ConditionalRequestConflict', 2],
] as const) {
  test(`${name} in each of ${writes} writes is an error`, async (t) => {
    const sent = bucket(
      t,
      () => stored('a'),
      () => error(name),
    );
    const message = `cannot put object processed/a.csv/v2.json into bucket bucket: ${name}: said S3`;
    await rejects(handler(event('incoming/a.csv', 'v2')), { name, message });
    equal(sent.length, 1 + writes);
  });
}

for (const [second, outcome] of [
  [error('PreconditionFailed'), 'summarised before'],
  [{}, 'summarised'],
] as const) {
  test(`a write that meets another one is written again: ${outcome}`, async (t) => {
    const answers = [error('ConditionalRequestConflict'), second];
    const sent = bucket(
      t,
      () => stored('a'),
      () => answers.shift(),
    );
    equal((await handler(event('incoming/a.csv', 'v2')))[0]?.outcome, outcome);
    deepEqual(names(sent), ['GetObjectCommand', 'PutObjectCommand', 'PutObjectCommand']);
    deepEqual(sent[2]?.input, sent[1]?.input);
  });
}

test('a connection that ends early is an error, not a smaller object', async (t) => {
  const sent = bucket(t, () => stored('half', { ContentLength: 8 }));
  const message = 'cannot read object incoming/a.csv to its end: Error: got 4 bytes of 8';
  await rejects(handler(event('incoming/a.csv', 'v2')), { message });
  deepEqual(names(sent), ['GetObjectCommand']);
});

test('a connection that breaks is an error', async (t) => {
  const Body = Readable.from(
    (async function* () {
      yield Buffer.from('half');
      throw error('ECONNRESET', 'socket hang up');
    })(),
  );
  bucket(t, () => stored('', { Body }));
  await rejects(handler(event('incoming/a.csv', 'v2')), {
    name: 'ECONNRESET',
    message: /^cannot read .* socket hang up/,
  });
});

test('an answer without a stream is an error', async (t) => {
  bucket(t, () => stored('', { Body: undefined }));
  await rejects(handler(event('incoming/a.csv', 'v2')), /its body is no stream/);
});

const KEYS: [encoded: string, key: string][] = [
  ['incoming/two+words.csv', 'incoming/two words.csv'],
  ['incoming/plus%2Bplus', 'incoming/plus+plus'],
  ['incoming/100%25', 'incoming/100%'],
  ['incoming/%252B', 'incoming/%2B'],
  ['incoming/Gr%C3%BC%C3%9Fe+%F0%9F%8E%89', 'incoming/Grüße 🎉'],
  ['incoming/..%2F..%2Fx//y', 'incoming/../../x//y'],
  ['incoming/', 'incoming/'],
];

for (const [encoded, key] of KEYS) {
  test(`the key ${encoded} of an event is ${key}`, async (t) => {
    const sent = bucket(t, () => stored('a'));
    await handler(event(encoded, 'v2'));
    equal(sent[0]?.input.Key, key);
    equal(sent[1]?.input.Key, `processed/${key.slice('incoming/'.length)}/v2.json`);
  });
}

test('a result’s key that would be too long for S3 has a hash in it', async (t) => {
  const sent = bucket(t, () => stored('a'));
  const fits = `incoming/${'é'.repeat(503)}`;
  const long = `${fits}é`;
  for (const key of [fits, long]) await handler(event(encodeURIComponent(key), 'v2'));
  const keys = [sent[1], sent[3]].map((command) => String(command?.input.Key));
  deepEqual(keys, [
    `processed/${'é'.repeat(503)}/v2.json`,
    `processed/sha256-${createHash('sha256').update(long).digest('hex')}/v2.json`,
  ]);
  equal(JSON.parse(String(sent[3]?.input.Body)).key, long);
});

const REFUSED: [title: string, event: unknown, message: RegExp][] = [
  ['of another bucket', event('incoming/a', 'v1', 'other'), /^refused an event of bucket other: only bucket may call$/],
  ['of a result, which would call the function again', event('processed/a', 'v1'), /^refused key processed\/a: /],
  ['of a key that is no URL encoding', event('incoming/%zz', 'v1'), /^cannot decode key incoming\/%zz: URIError: /],
  ['of no service', {}, /^not an event of S3: Records: /],
  ['without a key', { Records: [{ s3: { bucket: { name: 'bucket' }, object: {} } }] }, /Records\.0\.s3\.object\.key: /],
  ['that is nothing', null, /^not an event of S3: the event: /],
];

for (const [title, refused, message] of REFUSED) {
  test(`an event ${title} is refused before anything is read`, async (t) => {
    const sent = bucket(t, () => stored('a'));
    await rejects(handler(refused), { message });
    equal(sent.length, 0);
  });
}

test('each record of an event is summarised', async (t) => {
  bucket(t, () => stored('a'));
  const records = ['incoming/a', 'incoming/b'].flatMap((key) => event(key, 'v2').Records);
  const outcomes = await handler({ Records: records });
  deepEqual(
    outcomes.map(({ resultKey }) => resultKey),
    ['processed/a/v2.json', 'processed/b/v2.json'],
  );
});

test('a missing environment variable is named', async () => {
  delete process.env.BUCKET_NAME;
  await rejects(handler(event('incoming/a')), { message: /environment variable BUCKET_NAME is not set/ });
});
