import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Format } from '../../../functions/shared/backup/layout.ts';
import type { ScanManifest } from '../../../functions/shared/backup/manifest.ts';
import type { OpenBackup } from '../../../scripts/tables/open-backup.ts';
import { type Account, openAccount } from '../../backup/fixture.ts';
import { copied, isDoubted, saved } from '../../verify-backup/fixture.ts';

let account: Account;
const backups = new Map<Format, OpenBackup<ScanManifest>>();
before(async () => {
  account = await openAccount();
  await account.makeTable('small');
  await account.fill('small', [
    { id: { S: 'one' }, n: { N: '1.50' }, b: { B: Buffer.from('binary') } },
    { id: { S: 'zwei ü' }, list: { L: [{ NULL: true }, { BOOL: false }] }, none: { S: '' } },
    { id: { S: 'three' }, set: { NS: ['2', '10'] } },
  ]);
  for (const format of ['dynamodb-json', 'csv'] as const) {
    backups.set(format, await saved(account, { table: 'small', format, segments: 2 }));
  }
});
after(() => account?.stop());

const opened = (format: Format) => backups.get(format) as OpenBackup<ScanManifest>;

for (const format of ['dynamodb-json', 'csv'] as const) {
  test(`no byte of any file can be flipped unseen, in ${format}`, async (t) => {
    const copy = await copied(opened(format));
    let flips = 0;
    const unseen: string[] = [];
    for (const [name, body] of [...copy.files]) {
      for (let at = 0; at < body.length; at++) {
        for (const bits of [1 << (at % 8), 0xff]) {
          const other = Buffer.from(body);
          other[at] = (body[at] as number) ^ bits;
          copy.files.set(name, other);
          flips++;
          if (!(await isDoubted(copy))) unseen.push(`${name} at ${at} by ${bits}`);
        }
      }
      copy.files.set(name, body);
    }
    t.diagnostic(`${flips} flips in ${copy.files.size} files`);
    deepEqual(unseen, []);
    equal(await isDoubted(copy), false);
  });

  test(`no file can be cut off unseen, at any length, in ${format}`, async () => {
    const copy = await copied(opened(format));
    for (const [name, body] of [...copy.files]) {
      for (let length = 0; length < body.length; length++) {
        copy.files.set(name, body.subarray(0, length));
        ok(await isDoubted(copy), `${name} cut to ${length}`);
      }
      copy.files.set(name, body);
    }
    equal(await isDoubted(copy), false);
  });

  test(`no file can grow unseen, in ${format}`, async () => {
    const copy = await copied(opened(format));
    for (const [name, body] of [...copy.files]) {
      for (const more of [Buffer.from([0]), Buffer.from('\n'), Buffer.alloc(100_000), body]) {
        copy.files.set(name, Buffer.concat([body, more]));
        ok(await isDoubted(copy), `${name} with ${more.length} bytes more`);
      }
      copy.files.set(name, body);
    }
  });

  test(`no file can go unseen, in ${format}`, async () => {
    const copy = await copied(opened(format));
    for (const [name, body] of [...copy.files]) {
      copy.files.delete(name);
      ok(await isDoubted(copy), name);
      copy.files.set(name, body);
    }
  });
}
