import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { account, queue, statuses } from './fixture.ts';

interface Expected {
  /** The status that an operation under way comes to. */
  ends?: StackStatus;
  deploy: 'created' | 'updated' | 'failed';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html: every status there is. */
const STATES: Record<StackStatus, Expected> = {
  CREATE_COMPLETE: { deploy: 'updated' },
  CREATE_FAILED: { deploy: 'failed' },
  CREATE_IN_PROGRESS: { ends: 'CREATE_COMPLETE', deploy: 'updated' },
  DELETE_COMPLETE: { deploy: 'created' },
  DELETE_FAILED: { deploy: 'failed' },
  DELETE_IN_PROGRESS: { ends: 'DELETE_COMPLETE', deploy: 'created' },
  IMPORT_COMPLETE: { deploy: 'updated' },
  IMPORT_IN_PROGRESS: { ends: 'IMPORT_COMPLETE', deploy: 'updated' },
  IMPORT_ROLLBACK_COMPLETE: { deploy: 'updated' },
  IMPORT_ROLLBACK_FAILED: { deploy: 'failed' },
  IMPORT_ROLLBACK_IN_PROGRESS: { ends: 'IMPORT_ROLLBACK_COMPLETE', deploy: 'updated' },
  REVIEW_IN_PROGRESS: { deploy: 'created' },
  ROLLBACK_COMPLETE: { deploy: 'created' },
  ROLLBACK_FAILED: { deploy: 'failed' },
  ROLLBACK_IN_PROGRESS: { ends: 'ROLLBACK_COMPLETE', deploy: 'created' },
  UPDATE_COMPLETE: { deploy: 'updated' },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { ends: 'UPDATE_COMPLETE', deploy: 'updated' },
  UPDATE_FAILED: { deploy: 'failed' },
  UPDATE_IN_PROGRESS: { ends: 'UPDATE_COMPLETE', deploy: 'updated' },
  UPDATE_ROLLBACK_COMPLETE: { deploy: 'updated' },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { ends: 'UPDATE_ROLLBACK_COMPLETE', deploy: 'updated' },
  UPDATE_ROLLBACK_FAILED: { deploy: 'failed' },
  UPDATE_ROLLBACK_IN_PROGRESS: { ends: 'UPDATE_ROLLBACK_FAILED', deploy: 'failed' },
};

for (const [status, { ends, deploy: wanted }] of Object.entries(STATES)) {
  test(`${status}${ends ? `, then ${ends}` : ''}: ${wanted}`, async (t) => {
    const { deploy, cloudformation } = await account(t, { 'templates/app.yaml': queue('new') });
    const before = cloudformation.addStack('p-dev-app', status, (stack) =>
      ends ? [() => undefined, () => (stack.status = ends)] : [],
    );
    const result = await deploy();
    assert.deepEqual(statuses(result), { app: wanted });
    const made = cloudformation.calls.includes('CreateChangeSet');
    assert.equal(made, wanted !== 'failed');
    if (wanted === 'failed') {
      assert.match(result.stacks[0]?.cause?.message ?? '', new RegExp(`is in ${ends ?? status}: \\w+`));
      assert.equal(before.status, ends ?? status);
    } else {
      const now = cloudformation.stack('p-dev-app');
      assert.equal(now?.status, wanted === 'created' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
      assert.equal(now?.template.Resources.Queue?.Properties?.Name, 'new');
    }
  });
}
