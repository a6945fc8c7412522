import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import type { FakeCloudFormation } from './fake-state.ts';
import { setting } from './setting.ts';

async function detect(fake: FakeCloudFormation) {
  const { StackDriftDetectionId } = await fake.client.send(new DetectStackDriftCommand({ StackName: 'app' }));
  return () => fake.client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
}

test('a detection takes its time and tells what drifted', async () => {
  const { fake } = setting({ pending: 1, pageSize: 1 });
  const of = { StackId: 'id', Timestamp: new Date(0), ResourceType: 'X' };
  fake.addStack('app', 'CREATE_COMPLETE').drifts = [
    { ...of, LogicalResourceId: 'A', StackResourceDriftStatus: 'MODIFIED' },
    { ...of, LogicalResourceId: 'B', StackResourceDriftStatus: 'IN_SYNC' },
    { ...of, LogicalResourceId: 'C', StackResourceDriftStatus: 'DELETED' },
  ];
  const look = await detect(fake);
  assert.equal((await look()).DetectionStatus, 'DETECTION_IN_PROGRESS');
  const { DetectionStatus, StackDriftStatus, DriftedStackResourceCount } = await look();
  assert.deepEqual(
    [DetectionStatus, StackDriftStatus, DriftedStackResourceCount],
    ['DETECTION_COMPLETE', 'DRIFTED', 2],
  );
  const input = { StackName: 'app', StackResourceDriftStatusFilters: ['MODIFIED' as const, 'DELETED' as const] };
  const first = await fake.client.send(new DescribeStackResourceDriftsCommand(input));
  const second = await fake.client.send(
    new DescribeStackResourceDriftsCommand({ ...input, NextToken: first.NextToken }),
  );
  const all = [...(first.StackResourceDrifts ?? []), ...(second.StackResourceDrifts ?? [])];
  assert.deepEqual(
    all.map(({ LogicalResourceId }) => LogicalResourceId),
    ['A', 'C'],
  );
});

test('a detection can fail, and is refused for a stack that is not at rest', async () => {
  const { fake } = setting();
  const stack = fake.addStack('app', 'CREATE_COMPLETE');
  stack.driftFailure = 'Failed to detect drift on resources [A]';
  const { DetectionStatus, DetectionStatusReason } = await (await detect(fake))();
  assert.deepEqual([DetectionStatus, DetectionStatusReason], ['DETECTION_FAILED', stack.driftFailure]);
  stack.status = 'REVIEW_IN_PROGRESS';
  await assert.rejects(detect(fake), { name: 'ValidationError' });
});
