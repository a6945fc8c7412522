import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupted, UserError } from '../../../scripts/cli/errors.ts';
import type { DeploymentPlan } from '../../../scripts/deployment/plan.ts';
import { accessDenied, awsError } from '../../aws/fake-errors.ts';
import { account, exporting, importing, queue, statuses, write } from '../fixture.ts';

/** As a file would give it to another process. */
const copy = (plan: DeploymentPlan): DeploymentPlan => JSON.parse(JSON.stringify(plan));
const plain = (seconds: number, more = '') =>
  `Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: ${seconds}}\n${more}`;

test('executes exactly the change sets of the plan, by their ARNs, and makes none', async (t) => {
  const { root, cloudformation, deploy, plan, execute } = await account(t, {
    'templates/app.yaml': plain(1),
    'templates/same.yaml': plain(1),
  });
  await deploy();
  await write(root, 'templates/app.yaml', plain(2));
  await write(root, 'templates/new.yaml', plain(3));
  const { plan: made } = await plan({ keep: true });
  cloudformation.calls.length = 0;
  const { moved, result } = await execute(copy(made));
  assert.deepEqual([moved, statuses(result)], [[], { app: 'updated', new: 'created', same: 'unchanged' }]);
  assert.ok(!cloudformation.calls.includes('CreateChangeSet'));
  assert.equal(cloudformation.stack('p-dev-app')?.template.Resources.Queue?.Properties?.VisibilityTimeout, 2);
});

test('the templates of the checkout do not matter: what was reviewed is executed', async (t) => {
  const { root, cloudformation, plan, execute } = await account(t, { 'templates/app.yaml': plain(1) });
  const { plan: made } = await plan({ keep: true });
  await write(root, 'templates/app.yaml', plain(99));
  await execute(copy(made));
  assert.equal(cloudformation.stack('p-dev-app')?.template.Resources.Queue?.Properties?.VisibilityTimeout, 1);
});

test('a stack that was deployed meanwhile makes the plan stale, and nothing of it is executed', async (t) => {
  const { root, cloudformation, deploy, plan, execute } = await account(t, {
    'templates/app.yaml': plain(1),
    'templates/other.yaml': plain(1),
  });
  await deploy();
  await write(root, 'templates/app.yaml', plain(2));
  await write(root, 'templates/other.yaml', plain(2));
  const { plan: made } = await plan({ keep: true });
  await write(root, 'templates/app.yaml', plain(3));
  await deploy({ stacks: ['app'] });
  const executed = cloudformation.calls.filter((call) => call === 'ExecuteChangeSet').length;
  const { moved, result } = await execute(copy(made));
  assert.match(moved.join(), /^stack p-dev-app (was in CREATE_COMPLETE and is in UPDATE_COMPLETE|was updated at )/);
  assert.deepEqual(result.stacks, []);
  assert.equal(cloudformation.calls.filter((call) => call === 'ExecuteChangeSet').length, executed);
});

const moves: [string, (at: Awaited<ReturnType<typeof account>>) => void, RegExp][] = [
  [
    'a change set that was deleted',
    ({ cloudformation }) => {
      const stack = cloudformation.stack('p-dev-app');
      if (stack) stack.changeSets = [];
    },
    /^the change set p-local-0-1-\w+ of p-dev-app was deleted$/,
  ],
  [
    'one that is obsolete',
    ({ cloudformation }) => {
      const [set] = cloudformation.stack('p-dev-app')?.changeSets ?? [];
      if (set) set.executionStatus = 'OBSOLETE';
    },
    /cannot be executed any more \(OBSOLETE\)$/,
  ],
  [
    'one with another template',
    ({ cloudformation }) => {
      const [set] = cloudformation.stack('p-dev-app')?.changeSets ?? [];
      if (set) set.template = { Resources: {} };
    },
    /^the template of p-local-0-1-\w+ is not the reviewed one$/,
  ],
  [
    'one with other tags',
    ({ cloudformation }) => {
      const [set] = cloudformation.stack('p-dev-app')?.changeSets ?? [];
      if (set) set.tags = { Project: 'other' };
    },
    /^what the change set p-local-0-1-\w+ does is not what was reviewed$/,
  ],
  [
    'a stack that is gone',
    ({ cloudformation }) => {
      const stack = cloudformation.stack('p-dev-app');
      if (stack) stack.status = 'DELETE_COMPLETE';
    },
    /^stack p-dev-app is gone$/,
  ],
];

for (const [name, move, message] of moves) {
  test(`does not hold: ${name}`, async (t) => {
    const made = await account(t, { 'templates/app.yaml': plain(1) });
    const { plan } = await made.plan({ keep: true });
    move(made);
    const { moved } = await made.execute(copy(plan));
    assert.match(moved.join(), message);
    assert.ok(!made.cloudformation.calls.includes('ExecuteChangeSet'));
  });
}

const refusals: [string, (plan: DeploymentPlan) => DeploymentPlan, RegExp][] = [
  ['of a pull request', (plan) => ({ ...plan, purpose: 'pull-request' }), /never executed: plan again on main$/],
  ['of another environment', (plan) => ({ ...plan, environment: 'prod' }), /is for environment prod, not dev$/],
  ['of another account', (plan) => ({ ...plan, accountId: '999999999999' }), /^the plan is for account 999999999999/],
  [
    'that was changed by hand',
    (plan) => ({ ...plan, stacks: plan.stacks.map((one) => ({ ...one, tags: { Project: 'y' } })) }),
    /^the plan was changed after it was made/,
  ],
  ['without one of its stacks', (plan) => ({ ...plan, stacks: [] }), /^the plan was changed after it was made/],
];

for (const [name, change, message] of refusals) {
  test(`a plan ${name} is refused`, async (t) => {
    const { cloudformation, plan, execute } = await account(t, { 'templates/app.yaml': plain(1) });
    const { plan: made } = await plan({ keep: true });
    await assert.rejects(execute(change(copy(made))), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
    assert.ok(!cloudformation.calls.includes('ExecuteChangeSet'));
  });
}

test('an interrupted execution is taken up again', async (t) => {
  const { cloudformation, plan, execute } = await account(t, {
    'templates/base.yaml': plain(1),
    'templates/other.yaml': plain(2),
  });
  const { plan: made } = await plan({ keep: true });
  const stopper = new AbortController();
  const report = ({ type }: { type: string }) => {
    if (type === 'progress') stopper.abort(new Interrupted());
  };
  await assert.rejects(execute(copy(made), { signal: stopper.signal, report }), Interrupted);
  const { moved, result } = await execute(copy(made));
  assert.deepEqual([moved, statuses(result)], [[], { base: 'created', other: 'created' }]);
  assert.equal(cloudformation.calls.filter((call) => call === 'ExecuteChangeSet').length, 2);
});

test('a plan that was executed already is nothing to do', async (t) => {
  const { cloudformation, plan, execute } = await account(t, { 'templates/app.yaml': plain(1) });
  const { plan: made } = await plan({ keep: true });
  await execute(copy(made));
  const { moved, result } = await execute(copy(made));
  assert.deepEqual([moved, statuses(result)], [[], { app: 'created' }]);
  assert.equal(cloudformation.calls.filter((call) => call === 'ExecuteChangeSet').length, 1);
});

test('what was predicted is made after its producer, and executed as it was foreseen', async (t) => {
  const { plan, execute } = await account(t, {
    'templates/base.yaml': queue('b', exporting('key')),
    'templates/web.yaml': importing('key'),
  });
  const { plan: made } = await plan({ keep: true });
  const { moved, result } = await execute(copy(made));
  assert.deepEqual([moved, statuses(result)], [[], { base: 'created', web: 'created' }]);
});

test('who may make no change set leaves what was predicted to the next plan', async (t) => {
  const { cloudformation, plan, execute } = await account(t, {
    'templates/base.yaml': queue('b', exporting('key')),
    'templates/web.yaml': importing('key'),
  });
  const { plan: made } = await plan({ keep: true });
  cloudformation.failNext('CreateChangeSet', accessDenied('cloudformation:CreateChangeSet'));
  const { result } = await execute(copy(made));
  assert.deepEqual([statuses(result), result.held], [{ base: 'created', web: 'held' }, true]);
  const web = result.stacks.find(({ stack }) => stack === 'web');
  assert.match(web?.heldBy.join() ?? '', /^it could not be planned before what it needs was deployed: plan again/);
});

test('so does who may not even look whether its code is there', async (t) => {
  const code =
    '  Function:\n    Type: AWS::Lambda::Function\n    Properties: {Code: ../functions/hello, Runtime: nodejs24.x}\n';
  const { s3, plan, execute } = await account(t, {
    'templates/base.yaml': queue('b', exporting('key')),
    'templates/web.yaml': importing('key') + code,
    'functions/hello/handler.ts': 'export const handler = async () => "hello";\n',
  });
  const { plan: made } = await plan({ keep: true });
  s3.errors.push(awsError('Unknown', 'HTTP 403 without an error code', 403));
  const { result } = await execute(copy(made));
  assert.deepEqual([statuses(result), s3.calls.at(-1)], [{ base: 'created', web: 'held' }, 'HeadObject']);
});

test('what does something else than was predicted waits for a second approval', async (t) => {
  const { root, cloudformation, plan, execute } = await account(t, {
    'templates/base.yaml': queue('b', exporting('key')),
    'templates/web.yaml': importing('key'),
  });
  const { plan: made } = await plan({ keep: true });
  await write(root, 'templates/web.yaml', `${importing('key')}  More: {Type: 'AWS::SQS::Queue'}\n`);
  const { result } = await execute(copy(made));
  assert.deepEqual([statuses(result), result.ok, result.held], [{ base: 'created', web: 'held' }, false, true]);
  const web = result.stacks.find(({ stack }) => stack === 'web');
  assert.match(web?.heldBy.join('\n') ?? '', /^the template of web is not the reviewed one/);
  assert.match(web?.heldBy.join('\n') ?? '', /More would change \(added\), which was not foreseen: plan again/);
  assert.match(cloudformation.stacks.find(({ name }) => name === 'p-dev-web')?.status ?? '', /^DELETE_/);
});

test('data at risk is held until somebody agrees, in the plan or when it is executed', async (t) => {
  const { root, deploy, plan, execute } = await account(t, { 'templates/app.yaml': queue('a') });
  await deploy();
  await write(root, 'templates/app.yaml', queue('b'));
  const { plan: held } = await plan({ keep: true });
  const { result } = await execute(copy(held));
  assert.deepEqual(statuses(result), { app: 'held' });
  assert.match(result.stacks[0]?.heldBy.join() ?? '', /agree with --allow-replace app\/Queue$/);
  const { plan: agreed } = await plan({ keep: true, wishes: { allowReplace: ['app/Queue'] } });
  assert.deepEqual(statuses((await execute(copy(agreed))).result), { app: 'updated' });
});

test('a lost answer to the execution does not matter', async (t) => {
  const { cloudformation, plan, execute } = await account(t, { 'templates/app.yaml': plain(1) });
  const { plan: made } = await plan({ keep: true });
  cloudformation.loseAnswer('ExecuteChangeSet');
  assert.deepEqual(statuses((await execute(copy(made))).result), { app: 'created' });
});
