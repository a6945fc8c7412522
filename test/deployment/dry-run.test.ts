import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, exporting, importing, queue, statuses, write } from './fixture.ts';

test('plans, executes nothing and leaves nothing behind', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  const result = await deploy({ dryRun: true });
  assert.deepEqual([statuses(result), result.changed, result.ok], [{ app: 'planned' }, true, true]);
  assert.ok(!cloudformation.calls.includes('ExecuteChangeSet'));
  assert.match(cloudformation.stacks[0]?.status ?? '', /^DELETE_/);
  assert.equal(cloudformation.stacks[0]?.changeSets.length, 0);
});

test('the plan is plain data', async (t) => {
  const { deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  const { plan } = await deploy({ dryRun: true });
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
  assert.deepEqual([plan.formatVersion, plan.environment, plan.accountId], [1, 'dev', '111122223333']);
  const [app] = plan.stacks;
  assert.deepEqual([app?.action, app?.stackName, app?.region], ['create', 'p-dev-app', 'us-east-1']);
  assert.match(app?.changeSet?.name ?? '', /^p-local-0-1-[0-9a-f]{8}$/);
  assert.match(app?.templateSha256 ?? '', /^[0-9a-f]{64}$/);
});

test('an update leaves the stack and its outputs as they are', async (t) => {
  const { root, cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a', exporting('key')) });
  await deploy();
  await write(root, 'templates/app.yaml', queue('b', exporting('key')));
  const result = await deploy({ dryRun: true });
  assert.deepEqual([statuses(result), result.stacks[0]?.outputs], [{ app: 'planned' }, { Name: 'v' }]);
  assert.equal(cloudformation.stack('p-dev-app')?.template.Resources.Queue?.Properties?.Name, 'a');
  assert.equal(cloudformation.stack('p-dev-app')?.changeSets.length, 1);
});

test('nothing to change is nothing planned', async (t) => {
  const { deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  await deploy();
  const result = await deploy({ dryRun: true });
  assert.deepEqual([statuses(result), result.changed], [{ app: 'unchanged' }, false]);
});

test('what hangs on an export that is not there yet is predicted', async (t) => {
  const files = { 'templates/base.yaml': queue('b', exporting('key')), 'templates/web.yaml': importing('key') };
  const { deploy } = await account(t, files);
  const { plan } = await deploy({ dryRun: true });
  const [, web] = plan.stacks.toSorted((a, b) => (a.stack < b.stack ? -1 : 1));
  assert.deepEqual([web?.action, web?.changeSet], ['predicted', null]);
  assert.equal(web?.reason, 'it imports key, which no stack in us-east-1 exports yet');
});

test('a stack to be made anew is not deleted', async (t) => {
  const { cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  const stack = cloudformation.addStack('p-dev-app', 'ROLLBACK_COMPLETE');
  const { plan } = await deploy({ dryRun: true });
  assert.equal(plan.stacks[0]?.action, 'recreate');
  assert.equal(stack.status, 'ROLLBACK_COMPLETE');
});

test('protects nothing', async (t) => {
  const { root, cloudformation, deploy } = await account(t, { 'templates/app.yaml': queue('a') });
  await deploy();
  const protecting = 'region: us-east-1\nprefix: p\nprotect: true\ntags: {Project: x}\nstacks: {}\n';
  await write(root, 'templates/environments/dev.yaml', protecting);
  await deploy({ dryRun: true });
  assert.equal(cloudformation.stack('p-dev-app')?.protected, false);
});
