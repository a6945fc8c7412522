import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessDenied } from '../../aws/fake-errors.ts';
import { account, environmentFile, exporting, importing, queue, write } from '../fixture.ts';

const actions = (stacks: readonly { stack: string; action: string }[]) =>
  Object.fromEntries(stacks.map(({ stack, action }) => [stack, action]));

test('plans, executes nothing and leaves nothing behind', async (t) => {
  const { cloudformation, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  const { plan: made, failures } = await plan();
  assert.deepEqual([actions(made.stacks), failures], [{ app: 'create' }, []]);
  assert.ok(!cloudformation.calls.includes('ExecuteChangeSet'));
  assert.match(cloudformation.stacks[0]?.status ?? '', /^DELETE_/);
  assert.equal(cloudformation.stacks[0]?.changeSets.length, 0);
});

test('a plan that is kept leaves its change sets', async (t) => {
  const { cloudformation, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  const { plan: made } = await plan({ keep: true });
  const [set] = cloudformation.stack('p-dev-app')?.changeSets ?? [];
  assert.equal(set?.id, made.stacks[0]?.changeSet?.id);
  assert.equal(cloudformation.stack('p-dev-app')?.status, 'REVIEW_IN_PROGRESS');
});

test('the plan is plain data', async (t) => {
  const { plan } = await account(t, { 'templates/app.yaml': queue('a') });
  const { plan: made } = await plan({ env: { GITHUB_SHA: 'a1b2c3d4e5f6a7b8', GITHUB_RUN_ID: '7' } });
  assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
  assert.deepEqual([made.formatVersion, made.environment, made.accountId], [1, 'dev', '111122223333']);
  assert.deepEqual([made.commit, made.purpose, made.access], ['a1b2c3d4e5f6a7b8', 'main', null]);
  const [app] = made.stacks;
  assert.deepEqual([app?.action, app?.stackName, app?.region, app?.state], ['create', 'p-dev-app', 'us-east-1', null]);
  assert.match(app?.changeSet?.name ?? '', /^p-a1b2c3d4e5f6-7-1-[0-9a-f]{8}$/);
  for (const hash of [app?.templateSha256, app?.digest, made.digest]) assert.match(hash ?? '', /^[0-9a-f]{64}$/);
});

test('an update leaves the stack as it is, and says what changes from what to what', async (t) => {
  const { root, cloudformation, deploy, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  await deploy();
  await write(root, 'templates/app.yaml', queue('b'));
  const [app] = (await plan()).plan.stacks;
  assert.deepEqual([app?.action, app?.state?.status], ['update', 'CREATE_COMPLETE']);
  const [change] = app?.changes ?? [];
  assert.deepEqual([change?.logicalId, change?.replacement], ['Queue', 'True']);
  const name = change?.details.find(({ target }) => target === 'Properties.Name');
  assert.deepEqual([name?.before, name?.after], ['a', 'b']);
  assert.equal(cloudformation.stack('p-dev-app')?.template.Resources.Queue?.Properties?.Name, 'a');
  assert.equal(
    cloudformation.stack('p-dev-app')?.changeSets.filter(({ status }) => status === 'CREATE_COMPLETE').length,
    1,
  );
});

test('nothing to change is nothing planned', async (t) => {
  const { deploy, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  await deploy();
  assert.deepEqual(actions((await plan()).plan.stacks), { app: 'none' });
});

test('what hangs on an export that is not there yet is predicted, after the stack that it needs', async (t) => {
  const { plan } = await account(t, {
    'templates/a-web.yaml': importing('key'),
    'templates/base.yaml': queue('b', exporting('key')),
  });
  const [base, web] = (await plan()).plan.stacks;
  assert.deepEqual([base?.stack, base?.action], ['base', 'create']);
  assert.deepEqual([web?.action, web?.changeSet], ['predicted', null]);
  assert.equal(web?.reason, 'it imports key, which no stack in us-east-1 exports yet');
  assert.deepEqual(
    web?.changes.map(({ logicalId, action }) => [logicalId, action]),
    [['Queue', 'Add']],
  );
});

test('a pull request brings no stack into being', async (t) => {
  const { cloudformation, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  const { plan: made } = await plan({ wishes: { purpose: 'pull-request' } });
  assert.deepEqual(actions(made.stacks), { app: 'predicted' });
  assert.deepEqual(cloudformation.stacks, []);
  assert.equal(made.purpose, 'pull-request');
});

test('a stack to be made anew is not deleted', async (t) => {
  const { cloudformation, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  const stack = cloudformation.addStack('p-dev-app', 'ROLLBACK_COMPLETE');
  const [app] = (await plan()).plan.stacks;
  assert.deepEqual([app?.action, app?.state?.status], ['recreate', 'ROLLBACK_COMPLETE']);
  assert.equal(stack.status, 'ROLLBACK_COMPLETE');
});

test('half a plan is not kept', async (t) => {
  const { cloudformation, plan } = await account(t, {
    'templates/app.yaml': queue('a'),
    'templates/bad.yaml': queue('b'),
  });
  cloudformation.addStack('p-dev-bad', 'UPDATE_ROLLBACK_FAILED');
  const { failures } = await plan({ keep: true });
  assert.deepEqual(
    failures.map(({ stack }) => stack),
    ['bad'],
  );
  assert.match(cloudformation.stacks.find(({ name }) => name === 'p-dev-app')?.status ?? '', /^DELETE_/);
});

test('who may not delete stacks leaves an empty one, and says so', async (t) => {
  const { cloudformation, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  cloudformation.failNext('DeleteStack', accessDenied('cloudformation:DeleteStack'));
  const { notes } = await plan();
  assert.match(
    notes.join(),
    /^the empty stack p-dev-app stays in REVIEW_IN_PROGRESS: these credentials may not delete it/,
  );
});

test('role, alarms and wishes travel with the change set; a pull request passes no role', async (t) => {
  const environment = environmentFile('serviceRole: p-dev-cfn\nrollback: {alarms: [errors], minutes: 5}\n');
  const { root, cloudformation, deploy, plan } = await account(t, {
    'templates/app.yaml': queue('a'),
    'templates/environments/dev.yaml': environment,
  });
  await deploy({ wishes: { importExisting: true } });
  const inputs = () => cloudformation.stack('p-dev-app')?.changeSets.at(-1)?.input;
  assert.equal(cloudformation.stack('p-dev-app')?.roleArn, 'arn:aws:iam::111122223333:role/p-dev-cfn');
  assert.deepEqual(cloudformation.stack('p-dev-app')?.rollback, {
    RollbackTriggers: [
      { Arn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:errors', Type: 'AWS::CloudWatch::Alarm' },
    ],
    MonitoringTimeInMinutes: 5,
  });
  await write(root, 'templates/app.yaml', queue('b'));
  await plan({ keep: true, wishes: { purpose: 'pull-request', revertDrift: true } });
  assert.deepEqual([inputs()?.RoleARN, inputs()?.DeploymentMode], [undefined, 'REVERT_DRIFT']);
});

test('protects nothing', async (t) => {
  const { root, cloudformation, deploy, plan } = await account(t, { 'templates/app.yaml': queue('a') });
  await deploy();
  await write(root, 'templates/environments/dev.yaml', environmentFile('protect: true\n'));
  await plan();
  assert.equal(cloudformation.stack('p-dev-app')?.protected, false);
});
