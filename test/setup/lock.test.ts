import { deepEqual, equal } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
// @ts-expect-error plain JavaScript: a clean clone has no compiler
import { withLock } from '../../scripts/setup/lock.mjs';

async function lockFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lock-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'deep', 'setup.lock');
}

test('two at once work one after the other', async (t) => {
  const file = await lockFile(t);
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} in`);
    await sleep(20);
    order.push(`${name} out`);
  };
  await Promise.all([withLock(file, work('a')), withLock(file, work('b'))]);
  deepEqual(order, ['a in', 'a out', 'b in', 'b out']);
  equal(existsSync(file), false);
});

test('the lock of a process that was killed is taken over', async (t) => {
  const file = await lockFile(t);
  await withLock(file, async () => {});
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(file, JSON.stringify({ pid, groups: [] }));
  let ran = false;
  await withLock(file, async () => {
    ran = true;
  });
  equal(ran, true);
});

test('what a killed owner had started is ended before its lock is taken over', async (t) => {
  const file = await lockFile(t);
  await withLock(file, async () => {});
  const installer = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  const ended = once(installer, 'exit');
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(file, JSON.stringify({ pid, groups: [installer.pid] }));
  await withLock(file, async () => {});
  deepEqual(await ended, [null, 'SIGKILL']);
});

test('a lock with our own number that we did not make is left from before', async (t) => {
  const file = await lockFile(t);
  await withLock(file, async () => {});
  writeFileSync(file, JSON.stringify({ pid: process.pid, groups: [] }));
  let ran = false;
  await withLock(file, async () => {
    ran = true;
  });
  equal(ran, true);
});

test('an empty lock that is old is left by a full disk', async (t) => {
  const file = await lockFile(t);
  await withLock(file, async () => {});
  writeFileSync(file, '');
  utimesSync(file, 1, 1);
  let ran = false;
  await withLock(file, async () => {
    ran = true;
  });
  equal(ran, true);
});

test('work that fails leaves no lock', async (t) => {
  const file = await lockFile(t);
  const failing = withLock(file, async () => {
    throw new Error('no');
  });
  await failing.catch(() => {});
  equal(existsSync(file), false);
});
