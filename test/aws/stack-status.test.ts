import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StackStatus } from '@aws-sdk/client-cloudformation';
import { isInProgress, isSuccess, nextStep } from '../../scripts/aws/stack-status.ts';

const expected: Record<string, string[]> = {
  create: ['DELETE_COMPLETE', 'REVIEW_IN_PROGRESS'],
  recreate: ['ROLLBACK_COMPLETE'],
  update: [
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
    'IMPORT_ROLLBACK_COMPLETE',
  ],
  stuck: [
    'CREATE_FAILED',
    'ROLLBACK_FAILED',
    'DELETE_FAILED',
    'UPDATE_FAILED',
    'UPDATE_ROLLBACK_FAILED',
    'IMPORT_ROLLBACK_FAILED',
  ],
};

test('every status that the SDK knows has its next step', () => {
  for (const status of Object.values(StackStatus)) {
    const kind = Object.keys(expected).find((name) => expected[name]?.includes(status)) ?? 'wait';
    assert.equal(nextStep(status).kind, kind, status);
    assert.equal(kind === 'wait', isInProgress(status), status);
  }
});

test('a stack that does not exist is created', () => {
  assert.deepEqual(nextStep(null), { kind: 'create' });
});

test('a stuck stack comes with advice of its own', () => {
  const advices = (expected.stuck ?? []).map((status) => {
    const step = nextStep(status);
    return step.kind === 'stuck' ? step.advice : '';
  });
  assert.equal(new Set(advices).size, expected.stuck?.length);
  assert.ok(advices.every((advice) => advice.includes(': ')));
});

test('a status of a later day is left to a person', () => {
  const step = nextStep('SUSPENDED');
  assert.ok(step.kind === 'stuck' && /not known here/.test(step.advice));
});

test('only what was asked for is a success', () => {
  const successes = Object.values(StackStatus).filter(isSuccess);
  assert.deepEqual(successes.sort(), ['CREATE_COMPLETE', 'IMPORT_COMPLETE', 'UPDATE_COMPLETE']);
});
