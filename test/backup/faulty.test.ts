import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startFaultyProxy } from '../aws/faulty-proxy.ts';
import { type Account, openAccount } from './fixture.ts';

let account: Account;
before(async () => {
  account = await openAccount();
  await account.makeBucket('faulty');
  await account.makeTable('faulty', { id: 'S', at: 'N' });
  await account.fill(
    'faulty',
    Array.from({ length: 900 }, (_, at) => ({
      ...{ id: { S: `item-${at % 50}` }, at: { N: String(at) }, text: { S: `${at} `.repeat(2_000).slice(0, 6_000) } },
      raw: { B: Buffer.from([at % 256, 0, 255]) },
    })),
  );
});
after(() => account?.stop());

const SEEDS = [1, 2, 3];

for (const seed of SEEDS) {
  test(`with one call in five going wrong (seed ${seed}), backup, restore and verification end well`, async (t) => {
    const proxy = await startFaultyProxy({ target: account.aws.endpoint, share: 0.2, seed });
    t.after(() => proxy.close());
    const through = join(import.meta.dirname, 'through-proxy.mjs');
    const env = { THROUGH_PROXY: proxy.endpoint, NODE_OPTIONS: `--import ${through}` };
    const run = async (command: string, ...args: string[]) => {
      const ran = await account.run(command, [...args, '--format', 'json'], { env });
      equal(ran.code, 0, ran.stderr + ran.stdout);
      return JSON.parse(ran.stdout);
    };
    const { place } = await run('backup', 'faulty', '--to', `s3://faulty/seed-${seed}`);
    await run('verify-backup', '--from', place, '--table', 'faulty');
    await run('restore', '--from', place, '--as', `faulty-${seed}`);
    deepEqual(await account.contents(`faulty-${seed}`), await account.contents('faulty'));
    const faults = proxy.calls.filter(({ fault }) => fault !== null);
    ok(faults.length >= 10, `${faults.length} of ${proxy.calls.length} calls went wrong`);
    t.diagnostic(`${faults.length} of ${proxy.calls.length} calls went wrong`);
  });
}
