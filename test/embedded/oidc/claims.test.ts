import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClaimedJob, claimsOf } from '../../../scripts/embedded/oidc/claims.ts';

const PUSH: ClaimedJob = {
  repository: 'org/repo',
  event: 'push',
  ref: 'refs/heads/main',
  sha: 'a'.repeat(40),
  environment: null,
  workflow: 'deploy.yml',
  actor: 'somebody',
  runId: '7',
};
const PULL: ClaimedJob = { ...PUSH, event: 'pull_request', ref: 'refs/pull/1/merge', baseRef: 'main', headRef: 'mine' };

test('the claims of a push', () => {
  const workflow = 'org/repo/.github/workflows/deploy.yml@refs/heads/main';
  assert.deepEqual(claimsOf(PUSH), {
    ...{ sub: 'repo:org/repo:ref:refs/heads/main', repository: 'org/repo', repository_owner: 'org' },
    ...{ ref: 'refs/heads/main', ref_type: 'branch', sha: PUSH.sha, event_name: 'push', base_ref: '', head_ref: '' },
    ...{ actor: 'somebody', workflow: '.github/workflows/deploy.yml' },
    ...{ workflow_ref: workflow, workflow_sha: PUSH.sha, job_workflow_ref: workflow, job_workflow_sha: PUSH.sha },
    ...{ run_id: '7', run_number: '1', run_attempt: '1', runner_environment: 'github-hosted' },
  });
});

test('a pull request is claimed with its branches', () => {
  const { ref, ref_type, event_name, base_ref, head_ref, workflow_ref } = claimsOf(PULL);
  assert.deepEqual([ref, ref_type, event_name], ['refs/pull/1/merge', 'branch', 'pull_request']);
  assert.deepEqual([base_ref, head_ref], ['main', 'mine']);
  assert.equal(workflow_ref, 'org/repo/.github/workflows/deploy.yml@refs/pull/1/merge');
});

test('an environment is claimed where a job has one, and so is the name of a workflow', () => {
  assert.equal('environment' in claimsOf(PUSH), false);
  assert.equal(claimsOf({ ...PUSH, environment: 'dev' }).environment, 'dev');
  assert.equal(claimsOf({ ...PUSH, workflowName: 'Deploy' }).workflow, 'Deploy');
});

const SUBJECTS: [name: string, job: ClaimedJob, subject: string][] = [
  ['a branch', PUSH, 'ref:refs/heads/main'],
  ['a tag', { ...PUSH, ref: 'refs/tags/v1' }, 'ref:refs/tags/v1'],
  ['a dispatch', { ...PUSH, event: 'workflow_dispatch' }, 'ref:refs/heads/main'],
  ['a pull request', PULL, 'pull_request'],
  ['an environment', { ...PUSH, environment: 'prod' }, 'environment:prod'],
  ['a pull request with an environment', { ...PULL, environment: 'prod' }, 'environment:prod'],
  ['a colon in a name', { ...PUSH, environment: 'prod:ref:x' }, 'environment:prod%3Aref%3Ax'],
];

for (const [name, job, subject] of SUBJECTS) {
  test(`the subject of ${name}`, () => assert.equal(claimsOf(job).sub, `repo:org/repo:${subject}`));
}

test('a tag is one', () => assert.equal(claimsOf({ ...PUSH, ref: 'refs/tags/v1' }).ref_type, 'tag'));
