import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeSetName } from '../../scripts/aws/changeset-name.ts';

test('says commit, run and attempt', () => {
  const env = { GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567', GITHUB_RUN_ID: '987', GITHUB_RUN_ATTEMPT: '2' };
  assert.equal(changeSetName('stackwarden', env, 'ffff'), 'stackwarden-0123456789ab-987-2-ffff');
});

test('two on one computer differ', () => {
  assert.match(changeSetName('p', {}), /^p-local-0-1-[0-9a-f]{8}$/);
  assert.notEqual(changeSetName('p', {}), changeSetName('p', {}));
});

test('is a valid name whatever the environment holds', () => {
  const hostile = { GITHUB_SHA: 'main; rm -rf', GITHUB_RUN_ID: '../1', GITHUB_RUN_ATTEMPT: `${'9'.repeat(200)}` };
  const name = changeSetName('p'.repeat(200), hostile);
  assert.match(name, /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/);
});
