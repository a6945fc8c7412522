import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type BackupStore, within } from '../../../functions/shared/backup/store.ts';
import { exportTable } from '../../../scripts/tables/native/export.ts';
import { openBackup } from '../../../scripts/tables/open-backup.ts';
import { memoryStore } from './memory-store.ts';
import { type Setting, setting } from './setting.ts';

class Killed extends Error {}

/** Ends the process, as far as it sees the world: before or after its n-th act on it, and nothing gets through since. */
function killer(at: number, when: 'before' | 'after') {
  let acts = 0;
  return {
    acts: () => acts,
    async act<T>(work: () => Promise<T>): Promise<T> {
      const mine = ++acts;
      if (mine > at || (mine === at && when === 'before')) throw new Killed();
      const done = await work();
      if (mine === at) throw new Killed();
      return done;
    },
  };
}

type Killer = ReturnType<typeof killer>;

function killable(store: BackupStore, { act }: Killer): BackupStore {
  return {
    ...store,
    list: (prefix) => act(() => store.list(prefix)),
    write: (name, body) => act(() => store.write(name, body)),
    remove: (name) => act(() => store.remove(name)),
    async *read(name) {
      await act(async () => {});
      yield* store.read(name);
    },
  };
}

function killableClient({ fake: { client } }: Setting, { act }: Killer): DynamoDBClient {
  const send = (command: Parameters<DynamoDBClient['send']>[0]) => act(() => client.send(command));
  return { ...client, config: client.config, send } as DynamoDBClient;
}

async function killedAt(at: number, when: 'before' | 'after') {
  const bucket = memoryStore('s3://vault');
  const all = setting({}, bucket) as Setting;
  const killing = killer(at, when);
  const store = within(killable(bucket, killing), 'nightly/');
  const run = exportTable({ ...all.options, store, dynamodb: killableClient(all, killing) });
  return { ...all, bucket, run, killing };
}

const isManifest = (name: string) => name.endsWith('Z/manifest.json');

for (const when of ['before', 'after'] as const) {
  test(`killed ${when} any of its acts, the next call makes one backup of one export`, async () => {
    const { run, killing } = await killedAt(Number.POSITIVE_INFINITY, when);
    await run;
    const acts = killing.acts();
    ok(acts > 15, `${acts} acts`);
    for (let at = 1; at <= acts; at++) {
      const { bucket, fake, options, run: killed, store } = await killedAt(at, when);
      const outcome = await killed.then(
        () => 'done',
        (error) => error,
      );
      // What it takes away at the end is no matter of success.
      const wasDone = [...bucket.files.keys()].some(isManifest);
      ok(outcome instanceof Killed || (outcome === 'done' && wasDone), `act ${at}: ${outcome}`);
      if (!wasDone) await exportTable({ ...options, now: () => new Date('2025-11-28T10:00:00Z') });
      const { manifest } = await openBackup(store, { latest: true });
      equal(manifest.items, 5, `act ${at}`);
      equal(fake.exports.length, 1, `act ${at}`);
      equal([...bucket.files.keys()].filter(isManifest).length, 1);
    }
  });
}
