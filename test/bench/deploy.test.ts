import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';

function bench(): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = [...program('bench'), 'deploy', '--quick', '--format', 'json'];
  const child = spawn(process.execPath, args, { cwd: projectFolder, env });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    said.stdout += part;
  });
  child.stderr.on('data', (part) => {
    said.stderr += part;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })));
}

test('create, no change and update are measured beside a bare script and the AWS CLI, and all stacks unchanged', async () => {
  const { status, stdout, stderr } = await bench();
  equal(status, 0, stderr);
  const { rows } = JSON.parse(stdout);
  deepEqual(
    rows.map(({ id }: { id: string }) => id),
    ['deploy-create', 'deploy-no-change', 'deploy-update', 'deploy-all-unchanged'],
  );
  for (const { id, figure, peer, met, note } of rows) {
    ok(Number.isFinite(figure) && figure > 0, id);
    equal(typeof met, 'boolean');
    if (id === 'deploy-all-unchanged') continue;
    ok(Number.isFinite(peer.ratio), id);
    match(note, /^aws cloudformation deploy takes \d/);
  }
});
