import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { DeployResult } from '../../scripts/deployment/events.ts';
import type { ScenarioReport } from '../../scripts/scenario/report.ts';
import { busyPort, start, temporaryFolder } from './running.ts';

interface Exercised {
  passed: boolean;
  deployment: DeployResult;
  scenarios: ScenarioReport[];
}

test('--once deploys, runs every scenario and exits with 0; the second start finds it all in place', async (t) => {
  const state = await temporaryFolder(t, 'once');
  const first = start(t, ['bootstrap', 'lab', '--once', '--port', '0', '--state', state]);
  equal(await first.ended, 0, first.stderr());
  match(first.stdout(), /LabLambdaRole {2}s3:PutObject {2}arn:aws:s3:::lab-bucket-\d{12}-us-east-1\/\S+ {2}Allowed/);
  match(first.stdout(), /lab-third-role-\w+ {2}s3:PutObject {2}\S+ {2}ImplicitlyDenied/);
  ok(!first.stdout().includes('✘'));

  const second = start(t, ['bootstrap', 'lab', '--once', '--port', '0', '--state', state, '--format', 'json']);
  equal(await second.ended, 0, second.stderr());
  const { passed, deployment, scenarios } = JSON.parse(second.stdout()) as Exercised;
  equal(passed, true);
  deepEqual(
    scenarios.map(({ stack, status }) => [stack, status]),
    [
      ['bootstrap', 'passed'],
      ['lab', 'passed'],
    ],
  );
  match(second.stderr(), /lab: unchanged/);
  deepEqual([deployment.ok, deployment.changed], [true, false]);
});

test('--fresh forgets the account', async (t) => {
  const state = await temporaryFolder(t, 'fresh');
  const accountOf = async (args: string[]) => {
    const run = start(t, ['student-data', '--once', '--port', '0', '--state', state, ...args]);
    equal(await run.ended, 0, run.stderr());
    return /account (\d{12})/.exec(run.stdout())?.[1];
  };
  const account = await accountOf([]);
  ok(account);
  ok((await accountOf(['--fresh'])) !== account);
});

test('a busy port is one line that says what to do', async (t) => {
  const port = await busyPort(t);
  const run = start(t, [
    'bootstrap',
    'lab',
    '--once',
    '--port',
    String(port),
    '--state',
    await temporaryFolder(t, 'busy'),
  ]);
  equal(await run.ended, 2);
  equal(run.stdout(), '');
  match(run.stderr(), new RegExp(`^start: .*${port} is in use.*--port N.*\n$`));
});

for (const port of ['http', '70000', '-1', '']) {
  test(`--port '${port}' is a mistake`, async (t) => {
    const run = start(t, [`--port=${port}`, '--state', await temporaryFolder(t, 'port')]);
    equal(await run.ended, 2);
    match(run.stderr(), /^start: .*port/i);
  });
}
