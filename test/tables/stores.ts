import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type BackupProblem, isProblem } from '../../functions/shared/backup/problem.ts';
import { type BackupStore, readWhole, within } from '../../functions/shared/backup/store.ts';

export interface OpenStore {
  store: BackupStore;
  /** What writes that were cut off have left behind. */
  leftovers(): Promise<string[]>;
}

export const MEGABYTE = 1024 * 1024;
const LARGE = 12 * MEGABYTE;
const CHUNK = 100_003;

/** Bytes that are different everywhere, in chunks of an odd size. */
export function* chunks(bytes: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes; from += CHUNK) {
    yield Buffer.alloc(Math.min(CHUNK, bytes - from), createHash('sha256').update(String(from)).digest());
  }
}

export async function* streamed(bytes: number): AsyncGenerator<Uint8Array> {
  yield* chunks(bytes);
}

async function* failing(bytes: number, error: Error): AsyncGenerator<Uint8Array> {
  yield* chunks(bytes);
  throw error;
}

export async function hashOf(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk);
  return hash.digest('hex');
}

export const names = async (store: BackupStore, prefix = '') => (await store.list(prefix)).map(({ name }) => name);

export const problem = (kind: BackupProblem['kind'], text: string) => (error: unknown) => {
  ok(isProblem(error, kind), `${error}`);
  ok((error as Error).message.includes(text), `${error}`);
  return true;
};

/** What every store holds to. `open` gives an empty one. */
export function storeContract(kind: string, open: () => Promise<OpenStore>): void {
  roundTrips(kind, open);
  neverReplaces(kind, open);
  wholeOrNothing(kind, open);
  namesAndPrefixes(kind, open);
}

function roundTrips(kind: string, open: () => Promise<OpenStore>): void {
  for (const [size, bytes] of Object.entries({ nothing: 0, little: 5, much: LARGE })) {
    test(`${kind}: ${size} comes back as it was, from a stream and from bytes`, async () => {
      const { store, leftovers } = await open();
      const expected = await hashOf(chunks(bytes));
      await store.write('data/streamed', streamed(bytes));
      await store.write('data/bytes', Buffer.concat([...chunks(bytes)]));
      for (const name of ['data/streamed', 'data/bytes']) equal(await hashOf(store.read(name)), expected);
      const files = await store.list('data/');
      deepEqual(
        files.map((file) => [file.name, file.bytes]),
        [
          ['data/bytes', bytes],
          ['data/streamed', bytes],
        ],
      );
      for (const { modifiedAt } of files) ok(Math.abs(Date.now() - modifiedAt.getTime()) < 60_000, `${modifiedAt}`);
      deepEqual(await leftovers(), []);
    });
  }
}

function neverReplaces(kind: string, open: () => Promise<OpenStore>): void {
  for (const [size, bytes] of Object.entries({ little: 5, much: LARGE })) {
    test(`${kind}: ${size} is never written over what is there, and the body is closed`, async () => {
      const { store, leftovers } = await open();
      await store.write('manifest.json', Buffer.from('first'));
      let isClosed = false;
      async function* body() {
        try {
          yield* streamed(bytes);
        } finally {
          isClosed = true;
        }
      }
      await rejects(store.write('manifest.json', body()), problem('taken', `${store.place}/manifest.json`));
      await rejects(store.write('manifest.json', Buffer.alloc(bytes)), problem('taken', 'another place'));
      equal(await readWhole(store, 'manifest.json'), 'first');
      ok(isClosed);
      deepEqual(await leftovers(), []);
    });
  }

  test(`${kind}: of several at once, one is written`, async () => {
    const { store, leftovers } = await open();
    const bodies = [5, LARGE, 7, LARGE + 1, 9].map((bytes) => [...chunks(bytes)]);
    const results = await Promise.allSettled(bodies.map((body) => store.write('data/one', Buffer.concat(body))));
    const written = results.flatMap(({ status }, at) => (status === 'fulfilled' ? [at] : []));
    equal(written.length, 1);
    for (const one of results) if (one.status === 'rejected') ok(isProblem(one.reason, 'taken'), `${one.reason}`);
    equal(await hashOf(store.read('data/one')), await hashOf(bodies[written[0] ?? -1] ?? []));
    deepEqual(await leftovers(), []);
  });
}

function wholeOrNothing(kind: string, open: () => Promise<OpenStore>): void {
  for (const [when, bytes] of Object.entries({ 'at once': 0, early: 300_000, late: LARGE })) {
    test(`${kind}: a body that fails ${when} leaves nothing, and its error is the one that is told`, async () => {
      const { store, leftovers } = await open();
      const error = Object.assign(new Error('the table is gone'), { code: 'ENOENT' });
      await rejects(store.write('data/part', failing(bytes, error)), (told) => told === error);
      deepEqual(await names(store), []);
      deepEqual(await leftovers(), []);
      await rejects(readWhole(store, 'data/part'), problem('absent', `${store.place}/data/part`));
      await store.write('data/part', Buffer.from('again'));
      equal(await readWhole(store, 'data/part'), 'again');
    });
  }
}

function namesAndPrefixes(kind: string, open: () => Promise<OpenStore>): void {
  test(`${kind}: names are listed below a prefix, in order`, async () => {
    const { store } = await open();
    deepEqual(await names(store, 'data/'), []);
    const given = [
      'manifest.json',
      'data/b',
      'data/a/c',
      'data/Z',
      'data.txt',
      'checkpoint/run-2',
      'checkpoint/part-1',
    ];
    for (const name of given) await store.write(name, Buffer.from(name));
    deepEqual(await names(store), [...given].sort());
    deepEqual(await names(store, 'data/'), ['data/Z', 'data/a/c', 'data/b']);
    deepEqual(await names(store, 'data'), ['data.txt', 'data/Z', 'data/a/c', 'data/b']);
    deepEqual(await names(store, 'checkpoint/run-'), ['checkpoint/run-2']);
    deepEqual(await names(store, 'nowhere/'), []);
    deepEqual(await names(within(store, 'data/'), 'a/'), ['a/c']);
    equal(await readWhole(within(store, 'data/'), 'a/c'), 'data/a/c');
  });

  test(`${kind}: names may hold what people write`, async () => {
    const { store } = await open();
    const given = ['Tabelle ü/100 % + 1?#&=.json', 'Tabelle ü/$HOME~*"\'.json'];
    for (const name of given) await store.write(name, Buffer.from(name));
    deepEqual(await names(store), [...given].sort());
    for (const name of given) equal(await readWhole(store, name), name);
  });

  test(`${kind}: a file is removed, once or again`, async () => {
    const { store } = await open();
    await store.write('data/a', Buffer.from('a'));
    await store.write('data/b', Buffer.from('b'));
    await store.remove('data/a');
    await store.remove('data/a');
    deepEqual(await names(store), ['data/b']);
    await store.write('data/a', Buffer.from('new'));
    equal(await readWhole(store, 'data/a'), 'new');
  });

  test(`${kind}: cleaning leaves files alone`, async () => {
    const { store } = await open();
    await store.clean('');
    await store.write('data/a', Buffer.from('a'));
    await store.clean('');
    deepEqual(await names(store), ['data/a']);
  });
}
