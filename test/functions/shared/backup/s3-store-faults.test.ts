import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Store } from '../../../../functions/shared/backup/s3-store.ts';
import { readWhole } from '../../../../functions/shared/backup/store.ts';
import { type FaultyProxyOptions, leadThrough, startFaultyProxy } from '../../../aws/faulty-proxy.ts';
import { chunks, hashOf, MEGABYTE, names, problem, streamed } from '../../../tables/stores.ts';
import { BUCKET, onAttempt, s3Setting } from './s3-setting.ts';

const { aws, s3, client: clientOf, open: openBucket } = s3Setting();

const broken = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

function refusal(name: string, status: number): Error {
  return Object.assign(new Error(name), { name, $fault: 'client', $metadata: { httpStatusCode: status } });
}

const WRITES = { PutObject: 5, CompleteMultipartUpload: 12 * MEGABYTE };

for (const [operation, bytes] of Object.entries(WRITES)) {
  for (const attempts of [1, 3]) {
    test(`a lost answer to ${operation}, with ${attempts} attempts: the object is known as ours`, async () => {
      const client = onAttempt(clientOf(attempts), async (next, command, count) => {
        const answer = await next();
        if (command === operation && count === 1) throw broken();
        return answer;
      });
      const { store, leftovers } = await openBucket({}, client);
      await store.write('data/part', streamed(bytes));
      equal(await hashOf(store.read('data/part')), await hashOf(chunks(bytes)));
      deepEqual(await leftovers(), []);
    });
  }

  test(`every answer to ${operation} lost, and the call never carried out: its error is told`, async () => {
    const client = onAttempt(clientOf(2), async (next, command) => {
      if (command === operation) throw broken();
      return next();
    });
    const { store, leftovers } = await openBucket({}, client);
    await rejects(store.write('data/part', streamed(bytes)), { code: 'ECONNRESET' });
    deepEqual([await names(store), await leftovers()], [[], []]);
  });

  test(`${operation} that meets another write in flight is tried again`, async () => {
    let refused = 0;
    const client = onAttempt(clientOf(), async (next, command) => {
      if (command === operation && refused++ < 2) throw refusal('ConditionalRequestConflict', 409);
      return next();
    });
    const { store } = await openBucket({}, client);
    await store.write('data/part', streamed(bytes));
    equal(await hashOf(store.read('data/part')), await hashOf(chunks(bytes)));
    equal(refused, 3);
  });
}

for (const [name, status] of [
  ['NoSuchUpload', 404],
  ['PreconditionFailed', 412],
] as const) {
  test(`an upload that was completed, its answer lost, and then ${name}: the object is known as ours`, async () => {
    const client = onAttempt(clientOf(), async (next, command, count) => {
      if (command !== 'CompleteMultipartUpload') return next();
      if (count > 1) throw refusal(name, status);
      await next();
      throw broken();
    });
    const { store } = await openBucket({}, client);
    await store.write('data/part', streamed(6 * MEGABYTE));
    equal(await hashOf(store.read('data/part')), await hashOf(chunks(6 * MEGABYTE)));
  });
}

test('an object that somebody else has put there meanwhile is taken, though the answer was lost', async () => {
  const { prefix } = await openBucket();
  const client = onAttempt(clientOf(), async (next, command, count) => {
    if (command !== 'PutObject') return next();
    if (count > 1) return next();
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: `${prefix}/manifest.json`, Body: 'theirs' }));
    throw broken();
  });
  const { store } = await openBucket({ prefix }, client);
  const line = `s3://${BUCKET}/${prefix}/manifest.json`;
  await rejects(store.write('manifest.json', Buffer.from('ours')), problem('taken', line));
  equal(await readWhole(store, 'manifest.json'), 'theirs');
});

test('errors of AWS that are about the bucket pass through as they are', async () => {
  const missing = s3Store(s3(), { bucket: 'no-such-bucket', prefix: '' });
  const absent = { name: 'NoSuchBucket' };
  await rejects(missing.write('a', Buffer.from('x')), absent);
  await rejects(missing.write('a', streamed(6 * MEGABYTE)), absent);
  await rejects(readWhole(missing, 'a'), absent);
  await rejects(missing.list(''), absent);
  await rejects(missing.clean(''), absent);
  for (const [name, status] of [
    ['PermanentRedirect', 301],
    ['AccessDenied', 403],
    ['AuthorizationHeaderMalformed', 400],
  ] as const) {
    const client = onAttempt(clientOf(1), async () => {
      throw refusal(name, status);
    });
    const { store } = await openBucket({}, client);
    await rejects(store.write('a', Buffer.from('x')), { name });
    await rejects(readWhole(store, 'a'), { name });
  }
});

test('a read goes on after each cut', async (t) => {
  const { prefix, store } = await openBucket();
  await store.write('data/put', streamed(4 * MEGABYTE));
  await store.write('data/uploaded', streamed(12 * MEGABYTE));
  const { client, proxy } = await behindProxy({ share: 0.6, seed: 3, kinds: ['cut'] });
  t.after(() => proxy.close());
  const reader = s3Store(client, { bucket: BUCKET, prefix });
  equal(await hashOf(reader.read('data/put')), await hashOf(chunks(4 * MEGABYTE)));
  equal(await hashOf(reader.read('data/uploaded')), await hashOf(chunks(12 * MEGABYTE)));
  ok(proxy.calls.filter(({ fault }) => fault === 'cut').length >= 3);
});

test('a read gives up when the connection is cut again and again', async (t) => {
  const { prefix, store } = await openBucket();
  await store.write('data/put', streamed(1000));
  const { client, proxy } = await behindProxy({ share: 1, seed: 1, kinds: ['cut'] });
  t.after(() => proxy.close());
  await rejects(readWhole(s3Store(client, { bucket: BUCKET, prefix }), 'data/put'), { code: 'ECONNRESET' });
});

async function behindProxy(options: Omit<FaultyProxyOptions, 'target'>) {
  const proxy = await startFaultyProxy({ target: aws().endpoint, ...options });
  const client = clientOf();
  leadThrough(proxy, client);
  return { client, proxy };
}

test('behind a proxy that lets a quarter of the calls go wrong, everything is written, listed and read', async (t) => {
  const { client, proxy } = await behindProxy({
    share: 0.25,
    seed: 7,
    kinds: ['lose', 'cut', 'reset', 'throttle', 'fail'],
  });
  t.after(() => proxy.close());
  const { store } = await openBucket({}, client);
  const sizes = Array.from({ length: 20 }, (_, at) => (at % 5 === 4 ? 11 * MEGABYTE + at : at * 1000));
  for (const [at, bytes] of sizes.entries()) await store.write(`data/${at}`, streamed(bytes));
  equal((await store.list('data/')).length, sizes.length);
  for (const [at, bytes] of sizes.entries()) equal(await hashOf(store.read(`data/${at}`)), await hashOf(chunks(bytes)));
  await store.clean('');
  ok(proxy.calls.some(({ fault }) => fault === 'lose'));
});

/** A client whose answers to GetObject are these, one after the other. */
function answering(...answers: (Error | { bytes: number; body: Readable })[]): S3Client {
  return onAnswer(clientOf(), () => {
    const next = answers.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error('one call too many');
    return { Body: next.body, ContentLength: next.bytes, ETag: '"one"' };
  });
}

function onAnswer(client: S3Client, answer: () => object): S3Client {
  const middleware = () => async () => ({ output: answer(), response: {} });
  client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'onAnswer' });
  return client;
}

async function* cutAfter(text: string, error: Error) {
  yield Buffer.from(text);
  throw error;
}

test('an object that is replaced while it is read is told', async () => {
  const body = Readable.from(cutAfter('half', broken()));
  const { store } = await openBucket({}, answering({ bytes: 8, body }, refusal('PreconditionFailed', 412)));
  await rejects(readWhole(store, 'a'), problem('busy', '/a was replaced'));
});

test('an object whose checksum is not the one that S3 has for it is damaged', async () => {
  const body = Readable.from(cutAfter('whole', new Error('Checksum mismatch')));
  const { store } = await openBucket({}, answering({ bytes: 5, body }));
  await rejects(readWhole(store, 'a'), problem('damaged', '/a did not arrive'));
});

test('an answer that is too short without an error is gone on with', async () => {
  const bodies = ['ha', 'lf'].map((text) => ({ bytes: 4, body: Readable.from([Buffer.from(text)]) }));
  const { store } = await openBucket({}, answering(...bodies));
  equal(await readWhole(store, 'a'), 'half');
});

test('a connection that goes silent is given up, and the read goes on', async (t) => {
  const silent = new Readable({ read() {} });
  const rest = Readable.from([Buffer.from('lf')]);
  const { store } = await openBucket({}, answering({ bytes: 4, body: silent }, { bytes: 2, body: rest }));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  silent.push('ha');
  const text = readWhole(store, 'a');
  while (!rest.readableEnded) {
    await turn();
    t.mock.timers.tick(60_000);
  }
  equal(await text, 'half');
});

test('what is thrown at a read by who reads it ends it', async () => {
  const { store } = await openBucket({}, answering({ bytes: 8, body: Readable.from([Buffer.from('half')]) }));
  const stream = Readable.from(store.read('a'));
  stream.once('data', () => stream.destroy(new Error('enough')));
  await rejects(stream.toArray(), { message: 'enough' });
});
