import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { itemTexts } from '../../functions/shared/backup/items/text.ts';
import type { ScanManifest } from '../../functions/shared/backup/manifest.ts';
import { s3Store } from '../../functions/shared/backup/s3-store.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type OpenBackup, openBackup, partItems } from '../../scripts/tables/open-backup.ts';
import { type Account, type Item, openAccount } from './fixture.ts';

const KILLS = 20;
const ITEMS = 1_500;

let account: Account;
before(async () => {
  account = await openAccount();
  await account.makeBucket('killed');
  await account.makeTable('killed');
  await account.fill(
    'killed',
    Array.from({ length: ITEMS }, (_, at) => itemAt(at)),
  );
});
after(() => account?.stop());

/** Of 8 KB, so that a page of a megabyte holds some, and a segment takes several. */
function itemAt(at: number): Item {
  return { id: { S: `item-${at}` }, text: { S: `${at} `.repeat(2_000).slice(0, 8_000) } };
}

interface Ended {
  wasKilled: boolean;
  stdout: string;
  stderr: string;
}

/** A backup that is killed so long after it began; 0: never. */
function backUp(killAfterMs: number): Promise<Ended> {
  const { endpoint, credentials, region } = account.aws;
  const env = {
    ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  };
  const script = join(projectFolder, 'test', 'backup', 'child.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, 'killed', 'killed', 'tables'], { env });
  const ended: Ended = { wasKilled: false, stdout: '', stderr: '' };
  child.stdout.on('data', async (part) => {
    ended.stdout += part;
    if (String(part) !== 'ready\n' || killAfterMs === 0) return;
    await sleep(killAfterMs);
    child.kill('SIGKILL');
  });
  child.stderr.on('data', (part) => {
    ended.stderr += part;
  });
  return new Promise((resolve) => {
    child.on('close', (_, signal) => resolve({ ...ended, wasKilled: signal === 'SIGKILL' }));
  });
}

test(`killed ${KILLS} times at random moments, the next run ends with a whole backup`, async (t) => {
  const expected = await account.contents('killed');
  const store = s3Store(account.s3, { bucket: 'killed', prefix: 'tables' });
  let kills = 0;
  let finished = 0;
  let resumed = 0;
  for (let isWhole = false; kills < KILLS || !isWhole; ) {
    const ended = await backUp(kills < KILLS ? 1 + Math.random() * 700 : 0);
    isWhole = !ended.wasKilled;
    if (ended.wasKilled) {
      kills++;
      continue;
    }
    const [, result = ''] = ended.stdout.split('\n');
    ok(result, ended.stderr);
    finished++;
    resumed += JSON.parse(result).resumed;
    const id = JSON.parse(result).place.split('/').at(-1);
    deepEqual(await itemsIn(`killed/${id}`), expected);
  }
  t.diagnostic(`${finished} backups, taken up again ${resumed} times`);
  ok(resumed > 0, 'no kill fell into a backup: the moments are badly chosen');
  const files = await store.list('');
  deepEqual(
    files.filter(({ name }) => name.includes('/checkpoint/')),
    [],
  );
  const { Uploads = [] } = await account.s3.send(new ListMultipartUploadsCommand({ Bucket: 'killed' }));
  equal(Uploads.length, 0);
});

/** The texts of a backup's items, in order, and no file in it that its manifest does not name. */
async function itemsIn(folder: string): Promise<string[]> {
  const store = s3Store(account.s3, { bucket: 'killed', prefix: `tables/${folder}` });
  const backup = (await openBackup(store, { latest: false })) as OpenBackup<ScanManifest>;
  const data = await store.list('data/');
  deepEqual(
    data.map(({ name }) => name),
    backup.manifest.parts.map(({ name }) => name),
  );
  const texts: string[] = [];
  for (const part of backup.manifest.parts) {
    for await (const item of partItems(backup, part)) texts.push(itemTexts(item).canonical);
  }
  return texts.sort();
}
