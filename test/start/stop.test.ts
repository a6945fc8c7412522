import { equal, fail, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, temporaryFolder } from './running.ts';

/** A table, and no scenario. */
const SMALL = ['student-data'];
const UP = /export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:(\d+)/;

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops it cleanly`, async (t) => {
    const run = start(t, [...SMALL, '--port', '0', '--state', await temporaryFolder(t, 'stop')]);
    const [, port] = await run.says(UP);
    equal(await isListening(Number(port)), true);
    run.child.kill(signal);
    equal(await run.ended, 0, run.stderr());
    equal(await isListening(Number(port)), false);
  });
}

test('after kill -9 the next start works, on the same port and with the same account', async (t) => {
  const state = await temporaryFolder(t, 'kill');
  const first = start(t, [...SMALL, '--port', '0', '--state', state]);
  const [, port] = await first.says(UP);
  const [, account] = await first.says(/account (\d{12})/);
  first.child.kill('SIGKILL');
  equal(await first.ended, 'SIGKILL');
  const second = start(t, [...SMALL, '--once', '--port', String(port), '--state', state]);
  equal(await second.ended, 0, second.stderr());
  equal(/account (\d{12})/.exec(second.stdout())?.[1], account);
});

test('interrupted while it deploys, it exits with 130 and the next start finishes the work', async (t) => {
  const state = await temporaryFolder(t, 'interrupt');
  const first = start(t, ['bootstrap', 'lab', '--once', '--port', '0', '--state', state]);
  await first.says(/CREATE_IN_PROGRESS/);
  first.child.kill('SIGINT');
  equal(await first.ended, 130, first.stderr());
  const second = start(t, ['bootstrap', 'lab', '--once', '--port', '0', '--state', state]);
  equal(await second.ended, 0, second.stdout() + second.stderr());
});

test('interrupted in the middle of a scenario, it exits with 130', async (t) => {
  const run = start(t, ['bootstrap', '--once', '--port', '0', '--state', await temporaryFolder(t, 'scenario')]);
  await run.says(/✔ an operator looks at/);
  run.child.kill('SIGINT');
  equal(await run.ended, 130, run.stderr());
  equal(run.stdout().includes('an operator reads a table'), false, 'the rest of the scenario was not run');
});

test('when the embedded AWS dies, it says so and names the log', async (t) => {
  const state = await temporaryFolder(t, 'dies');
  const run = start(t, [...SMALL, '--port', '0', '--state', state]);
  await run.says(UP);
  execFileSync('pkill', ['-9', '-P', String(run.child.pid), '-f', 'launcher/main.py']);
  equal(await run.ended, 2);
  match(run.stderr(), /^start: the embedded AWS ended by itself: read \S+ministack\.log, then start again$/m);
});

test('a second start of the same account is refused while the first runs', async (t) => {
  const state = await temporaryFolder(t, 'twice');
  const first = start(t, [...SMALL, '--port', '0', '--state', state]);
  await first.says(UP);
  const second = start(t, [...SMALL, '--once', '--port', '0', '--state', state]);
  equal(await second.ended, 2);
  equal(/^start: .*runs already \(process \d+\)/.test(second.stderr()), true, second.stderr());
});

test('when npm itself is killed, what it started ends too', async (t) => {
  const run = start(t, [...SMALL, '--port', '0', '--state', await temporaryFolder(t, 'npm')], 'npm');
  const [, port] = await run.says(UP);
  run.child.kill('SIGKILL');
  for (const deadline = Date.now() + 30_000; await isListening(Number(port)); await sleep(50)) {
    if (Date.now() > deadline) fail(`port ${port} is still open`);
  }
});
