import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupted, UserError } from '../../scripts/cli/errors.ts';
import { accessDenied, throttled } from '../aws/fake-errors.ts';
import { account, environmentFile, exporting, importing, queue, statuses, write } from './fixture.ts';

const WRITES = ['CreateChangeSet', 'ExecuteChangeSet', 'DeleteStack', 'UpdateTerminationProtection'];

test('creates, leaves unchanged, updates', async (t) => {
  const { root, cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a', exporting('key')) });
  const created = await deploy();
  assert.deepEqual([statuses(created), created.ok, created.changed], [{ app: 'created' }, true, true]);
  assert.deepEqual(created.stacks[0]?.outputs, { Name: 'v' });
  assert.deepEqual(cloudformation.stack('p-dev-app')?.tags, { Project: 'x' });

  const unchanged = await deploy();
  assert.deepEqual([statuses(unchanged), unchanged.ok, unchanged.changed], [{ app: 'unchanged' }, true, false]);
  assert.deepEqual(unchanged.stacks[0]?.outputs, { Name: 'v' });
  assert.equal(cloudformation.calls.filter((call) => call === 'ExecuteChangeSet').length, 1);
  assert.equal(cloudformation.stack('p-dev-app')?.changeSets.length, 1, 'the empty change set is deleted');

  await write(root, 'templates/app.yaml', queue('b', exporting('key')));
  const updated = await deploy({ wishes: { allowReplace: ['Queue'] } });
  assert.deepEqual(statuses(updated), { app: 'updated' });
  assert.deepEqual(
    updated.stacks[0]?.changes.map(({ logicalId, replacement }) => [logicalId, replacement]),
    [['Queue', 'True']],
  );
});

test('an exporter goes before its importer', async (t) => {
  const files = { 'templates/a-web.yaml': importing('key'), 'templates/z-base.yaml': queue('b', exporting('key')) };
  const { events, deploy } = await account(t, files);
  assert.deepEqual(statuses(await deploy()), { 'a-web': 'created', 'z-base': 'created' });
  const finished = events.flatMap((event) => (event.type === 'finished' ? event.result.stack : []));
  assert.deepEqual(finished, ['z-base', 'a-web']);
});

test('a failed stack blocks those that need it and lets the others finish', async (t) => {
  const { cloudformation, deploy } = await account(t, {
    'templates/base.yaml': `Resources: {Broken: {Type: 'AWS::SQS::Queue'}}\n${exporting('key')}`,
    'templates/web.yaml': importing('key'),
    'templates/other.yaml': queue('o'),
  });
  cloudformation.breaks.set('Broken', 'Queue exists');
  const result = await deploy();
  assert.deepEqual(statuses(result), { base: 'failed', other: 'created', web: 'blocked' });
  assert.equal(result.ok, false);
  const [base, , web] = result.stacks;
  assert.deepEqual([base?.cause?.logicalId, base?.cause?.message], ['Broken', 'Queue exists']);
  assert.deepEqual(web?.blockedBy, ['base']);
});

test('a creation that failed is deleted and made again', async (t) => {
  const { cloudformation, events, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  const old = cloudformation.addStack('p-dev-app', 'ROLLBACK_COMPLETE');
  assert.deepEqual(statuses(await deploy()), { app: 'created' });
  assert.equal(old.status, 'DELETE_COMPLETE');
  assert.ok(events.some(({ type }) => type === 'deleting'));
});

test('one that cannot be deleted is a failure that says so', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  cloudformation.addStack('p-dev-app', 'ROLLBACK_COMPLETE');
  cloudformation.breaks.set('delete', 'held');
  const [app] = (await deploy()).stacks;
  assert.match(app?.cause?.message ?? '', /p-dev-app could not be deleted: remove what holds its resources/);
});

for (const status of ['UPDATE_ROLLBACK_FAILED', 'ROLLBACK_FAILED', 'DELETE_FAILED', 'CREATE_FAILED']) {
  test(`${status} is left to a person`, async (t) => {
    const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
    cloudformation.addStack('p-dev-app', status);
    const [app] = (await deploy()).stacks;
    assert.equal(app?.status, 'failed');
    assert.match(app?.cause?.message ?? '', new RegExp(`^stack p-dev-app is in ${status}: `));
    assert.deepEqual(
      cloudformation.calls.filter((call) => WRITES.includes(call)),
      [],
    );
  });
}

test("somebody else's operation is waited for, its stack deployed after it", async (t) => {
  const { cloudformation, events, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  cloudformation.addStack('p-dev-app', 'UPDATE_IN_PROGRESS', (stack) => [
    () => undefined,
    () => undefined,
    () => (stack.status = 'UPDATE_COMPLETE'),
  ]);
  assert.deepEqual(statuses(await deploy()), { app: 'updated' });
  assert.deepEqual(
    events.find(({ type }) => type === 'waiting'),
    { type: 'waiting', stack: 'app', stackName: 'p-dev-app', status: 'UPDATE_IN_PROGRESS' },
  );
});

test('a deletion under way is waited for, then the stack is created', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  cloudformation.addStack('p-dev-app', 'DELETE_IN_PROGRESS', (stack) => [
    () => undefined,
    () => (stack.status = 'DELETE_COMPLETE'),
  ]);
  assert.deepEqual(statuses(await deploy()), { app: 'created' });
});

test('a change set that fails is told and leaves nothing behind', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  cloudformation.breaks.set('change set', 'Validation failed: use the DescribeEvents API');
  cloudformation.validation.push({ ValidationStatusReason: 'Unknown property Name' });
  const [app] = (await deploy()).stacks;
  assert.deepEqual([app?.status, app?.cause?.message], ['failed', 'Unknown property Name']);
  assert.match(cloudformation.stacks[0]?.status ?? '', /^DELETE_/);
});

test('an access that is denied names role, action and resource', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  cloudformation.failNext('CreateChangeSet', accessDenied('cloudformation:CreateChangeSet'));
  const [app] = (await deploy()).stacks;
  assert.match(app?.cause?.message ?? '', /^AccessDenied from cloudformation:CreateChangeSet: User: .* not authorized/);
  assert.equal(app?.cause?.denied?.action, 'cloudformation:CreateChangeSet');
});

test('a session that expires in the middle says to sign in', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  const expired = Object.assign(throttled(), { name: 'ExpiredToken', message: 'The security token has expired' });
  cloudformation.failNext('DescribeStackEvents', expired);
  const [app] = (await deploy()).stacks;
  assert.match(app?.cause?.message ?? '', /^the AWS session has expired: sign in again/);
});

test('the wrong account is refused before anything is written', async (t) => {
  const { cloudformation, deploy, events } = await account(t, {
    'templates/app.yaml': queue('a'),
    'templates/environments/dev.yaml': environmentFile('account: "999999999999"\n'),
  });
  await assert.rejects(deploy(), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(
      error.message,
      /^environment dev belongs to account 999999999999, and these credentials to 111122223333/,
    );
    return true;
  });
  assert.deepEqual([cloudformation.calls, events], [[], []]);
});

test('nothing is called for when one of the stacks cannot be packaged', async (t) => {
  const { cloudformation, deploy } = await account(t, {
    'templates/app.yaml': queue('a'),
    'templates/broken.yaml':
      'Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Code: ../functions/none}\n',
  });
  await assert.rejects(deploy(), /templates\/broken\.yaml:4/);
  assert.deepEqual(cloudformation.calls, []);
});

test('stacks that need each other are refused before anything is called', async (t) => {
  const { cloudformation, deploy } = await account(t, {
    'templates/a.yaml': importing('b') + exporting('a'),
    'templates/b.yaml': importing('a') + exporting('b'),
  });
  await assert.rejects(deploy(), /stacks need each other: a → b → a/);
  assert.deepEqual(cloudformation.calls, []);
});

test('protects where the environment wants it, once', async (t) => {
  const { cloudformation, deploy } = await account(t, {
    'templates/app.yaml': queue('a'),
    'templates/environments/dev.yaml': environmentFile('protect: true\n'),
  });
  await deploy();
  assert.equal(cloudformation.stack('p-dev-app')?.protected, true);
  await deploy();
  const protections = cloudformation.calls.filter((call) => call === 'UpdateTerminationProtection');
  assert.equal(protections.length, 1);
});

test('protection wanted later comes without a change', async (t) => {
  const { root, cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  await deploy();
  await write(root, 'templates/environments/dev.yaml', environmentFile('protect: true\n'));
  assert.deepEqual(statuses(await deploy()), { app: 'unchanged' });
  assert.equal(cloudformation.stack('p-dev-app')?.protected, true);
});

test('each stack goes to its region', async (t) => {
  const environment = 'region: us-east-1\nprefix: p\nstacks: {app: {region: eu-west-1}}\n';
  const { regions, deploy } = await account(t, {
    'templates/app.yaml': queue('a'),
    'templates/base.yaml': queue('b'),
    'templates/environments/dev.yaml': environment,
  });
  const result = await deploy();
  assert.deepEqual(
    result.stacks.map(({ stack, region }) => `${stack} ${region}`),
    ['app eu-west-1', 'base us-east-1'],
  );
  assert.ok(regions.get('eu-west-1')?.stack('p-dev-app'));
  assert.ok(!regions.get('us-east-1')?.stack('p-dev-app'));
});

test('an interruption starts nothing more and is told apart from a failure', async (t) => {
  const files = { 'templates/base.yaml': queue('b', exporting('key')), 'templates/web.yaml': importing('key') };
  const { cloudformation, deploy } = await account(t, files);
  const stopper = new AbortController();
  const report = ({ type }: { type: string }) => {
    if (type === 'progress') stopper.abort(new Interrupted());
  };
  await assert.rejects(deploy({ signal: stopper.signal, report }), Interrupted);
  assert.equal(cloudformation.stack('p-dev-web'), undefined);
  assert.deepEqual(statuses(await deploy()), { base: 'unchanged', web: 'created' }, 'a second run finishes the work');
});

test('an interruption while a change set is worked out leaves none', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  const stopper = new AbortController();
  cloudformation.failNext('DescribeChangeSet', throttled(), 5);
  const deployed = deploy({ signal: stopper.signal });
  while (!cloudformation.calls.includes('DescribeChangeSet')) await new Promise(setImmediate);
  stopper.abort(new Interrupted());
  await assert.rejects(deployed, Interrupted);
  assert.match(cloudformation.stacks[0]?.status ?? '', /^DELETE_/);
});

test('a bug is not dressed up as a failed stack', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  cloudformation.failNext('CreateChangeSet', new TypeError('undefined is not a function'));
  await assert.rejects(deploy(), TypeError);
});
