import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChangeSet } from '../../scripts/aws/changesets.ts';
import type { AwsClients } from '../../scripts/aws/clients.ts';
import { regionPoller } from '../../scripts/aws/poller.ts';
import type { Account } from '../../scripts/deployment/account.ts';
import { environmentDrift } from '../../scripts/drift/drift.ts';
import { driftLines } from '../../scripts/drift/render.ts';
import { PLAN_LIFETIME_MS } from '../../scripts/drift/stale.ts';
import { accessDenied } from '../aws/fake-errors.ts';
import { request, setting, templateOf } from '../aws/setting.ts';

const environment = {
  ...{ name: 'dev', region: 'us-east-1', account: null, prefix: 'p', tags: {}, stacks: {} },
  ...{ protect: false, serviceRole: null, stackPolicy: null, rollback: null },
};

function drifting(now = new Date()) {
  const made = setting();
  const account: Account = {
    ...{ accountId: '111122223333', arn: 'arn:aws:iam::111122223333:root', partition: 'aws' },
    clients: () => made.clients as AwsClients,
    poller: () => regionPoller(made.clients),
  };
  const find = (more: { keepPlans?: boolean } = {}) =>
    environmentDrift({ environment, account, stacks: ['app'], keepPlans: false, now, signal: made.signal, ...more });
  return { ...made, find };
}

const later = new Date(Date.now() + PLAN_LIFETIME_MS + 60_000);

test('says what differs, from what to what, and what cannot be checked', async () => {
  const { fake, find } = drifting();
  const stack = fake.addStack('p-dev-app', 'CREATE_COMPLETE');
  stack.template = JSON.parse(templateOf({ A: 'a', B: 'b', C: 'c' }));
  const shape = { StackId: stack.id, ResourceType: 'AWS::SQS::Queue', Timestamp: new Date() };
  stack.drifts = [
    {
      ...{ ...shape, LogicalResourceId: 'B', PhysicalResourceId: 'b', StackResourceDriftStatus: 'MODIFIED' },
      PropertyDifferences: [
        { PropertyPath: '/DelaySeconds', ExpectedValue: '0', ActualValue: '9', DifferenceType: 'NOT_EQUAL' },
      ],
    },
    { ...shape, LogicalResourceId: 'A', PhysicalResourceId: 'a', StackResourceDriftStatus: 'DELETED' },
    { ...shape, LogicalResourceId: 'C', PhysicalResourceId: 'c', StackResourceDriftStatus: 'NOT_CHECKED' },
  ];
  const [result] = await find();
  assert.ok(result);
  assert.deepEqual(
    result.drifted.map(({ logicalId, status }) => [logicalId, status]),
    [
      ['A', 'DELETED'],
      ['B', 'MODIFIED'],
    ],
  );
  assert.deepEqual(driftLines(result), [
    'app: 2 resources differ from the template',
    'app:   deleted  A  AWS::SQS::Queue  a',
    'app:   modified  B  AWS::SQS::Queue  b',
    'app:     /DelaySeconds: 0 → 9',
    'app:   of types that CloudFormation cannot check: C',
  ]);
});

test('a stack as its template says, and one that is not deployed', async () => {
  const { fake, find } = drifting();
  const [absent] = await find();
  assert.deepEqual(absent && driftLines(absent), ['app: not deployed']);
  fake.addStack('p-dev-app', 'CREATE_COMPLETE');
  const [result] = await find();
  assert.deepEqual(result && driftLines(result), ['app: as its template says']);
});

test('a detection that fails, and a refusal, are told and fail no other stack', async () => {
  const { fake, find } = drifting();
  fake.addStack('p-dev-app', 'CREATE_COMPLETE');
  fake.failNext('DetectStackDrift', accessDenied('cloudformation:DetectStackDrift'));
  const [result] = await find();
  assert.match(result?.cause?.message ?? '', /^AccessDenied from cloudformation:DetectStackDrift/);
  assert.match(result ? driftLines(result).join() : '', /^app: not checked: /);
});

test('change sets of plans that nobody executed in time go, and the empty stack with them', async () => {
  const { clients, fake, find } = drifting(later);
  await createChangeSet(clients, { ...request('p-old-1', templateOf({ A: 'a' })), stackName: 'p-dev-app' });
  const [result] = await find();
  assert.deepEqual(result?.removed, { changeSets: ['p-old-1'], stack: true });
  assert.match(fake.stacks[0]?.status ?? '', /^DELETE_/);
  assert.ok(result && driftLines(result).some((line) => line.endsWith('removed 1 old change set: p-old-1')));
});

test('who may not delete a stack leaves the empty one, and that is no failure', async () => {
  const { clients, fake, find } = drifting(later);
  await createChangeSet(clients, { ...request('p-old-1', templateOf({ A: 'a' })), stackName: 'p-dev-app' });
  fake.failNext('DeleteStack', accessDenied('cloudformation:DeleteStack'));
  const [result] = await find();
  assert.deepEqual([result?.removed, result?.cause], [{ changeSets: ['p-old-1'], stack: false }, null]);
  assert.equal(fake.stacks[0]?.status, 'REVIEW_IN_PROGRESS');
});

test('a deletion that fails otherwise is told', async () => {
  const { clients, fake, find } = drifting(later);
  await createChangeSet(clients, { ...request('p-old-1', templateOf({ A: 'a' })), stackName: 'p-dev-app' });
  fake.failNext('DeleteStack', Object.assign(new Error('broken'), { name: 'InternalFailure', $metadata: {} }));
  const [result] = await find();
  assert.match(result?.cause?.message ?? '', /broken/);
});

test("younger ones, others' and those of --keep-plans stay", async () => {
  const young = drifting();
  await createChangeSet(young.clients, { ...request('p-new-1', templateOf({ A: 'a' })), stackName: 'p-dev-app' });
  assert.deepEqual((await young.find())[0]?.removed, { changeSets: [], stack: false });
  const old = drifting(later);
  await createChangeSet(old.clients, { ...request('theirs', templateOf({ A: 'a' })), stackName: 'p-dev-app' });
  await createChangeSet(old.clients, { ...request('p-old-1', templateOf({ A: 'a' })), stackName: 'p-dev-app' });
  assert.deepEqual((await old.find({ keepPlans: true }))[0]?.removed, { changeSets: [], stack: false });
  assert.deepEqual((await old.find())[0]?.removed, { changeSets: ['p-old-1'], stack: false });
  assert.equal(old.fake.stack('p-dev-app')?.changeSets.length, 1);
});
