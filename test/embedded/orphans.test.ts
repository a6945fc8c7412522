import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { lives, remove, start, temporaryFolder, until } from './fixture.ts';
import { invokeProbe } from './probe.ts';

interface Told {
  launcher: number;
  worker: number;
  accountId: string;
}

let folder: string;
let child: ChildProcess | undefined;
let told: Told | undefined;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  child?.kill('SIGKILL');
  for (const pid of [told?.launcher, told?.worker]) if (pid !== undefined && lives(pid)) process.kill(pid, 'SIGKILL');
  await remove(folder);
});

/** A starter whose function is busy for good, and who else runs for it. */
async function starter(manner: string): Promise<Told> {
  const script = join(import.meta.dirname, 'starter.ts');
  child = spawn(process.execPath, ['--import', 'tsx', script, folder, manner], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout ?? assert.fail('no output') });
  const [line] = await once(lines, 'line');
  told = JSON.parse(line) as Told;
  assert.ok(lives(told.launcher) && lives(told.worker));
  return told;
}

async function endsWith(signal: NodeJS.Signals, manner: string, launcherToo = false): Promise<void> {
  const { launcher, worker, accountId } = await starter(manner);
  const ended = once(child ?? assert.fail('no child'), 'exit');
  if (launcherToo) process.kill(launcher, signal);
  child?.kill(signal);
  await ended;
  // At once: what still has to be saved, the next start waits for.
  const next = await start(folder);
  try {
    await until(() => (lives(launcher) || lives(worker) ? undefined : true));
    assert.equal(next.accountId, accountId);
    assert.equal((await invokeProbe(next)).env.AWS_ENDPOINT_URL, next.endpoint, 'the function is still deployed');
  } finally {
    await next.stop();
  }
}

describe('nothing stays, state is kept and the next start works', () => {
  it('after kill -9, even of a busy function', () => endsWith('SIGKILL', ''));
  it('after kill -9 of MiniStack at the same time, as it was saved', () => endsWith('SIGKILL', 'saves', true));
  it('after Ctrl-C that stops in order', () => endsWith('SIGINT', 'handles-signals'));
  it('after a terminal that closes', () => endsWith('SIGHUP', ''));
});
