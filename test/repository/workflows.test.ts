import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { projectFolder, pythonTool } from '../../scripts/cli/project.ts';
import { actionlintFindings } from '../../scripts/lint/actionlint.ts';
import { repositoryFiles } from './sources.ts';

interface Step {
  run?: string;
}

interface Job {
  steps?: Step[];
  permissions?: unknown;
  'timeout-minutes'?: number;
  /** A workflow that the job calls: it has the jobs that end, and GitHub takes no timeout here. */
  uses?: string;
}

const files = repositoryFiles().filter((file) => /^\.github\/(workflows|actions)\/.*\.yml$/.test(file));
const workflows = files.filter((file) => file.startsWith('.github/workflows/'));
const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');

test('zizmor has no finding in the workflows and actions', () => {
  const args = ['--offline', '--no-progress', '--persona', 'pedantic', '--format', 'plain', '.github'];
  const { status, stdout, stderr } = spawnSync(pythonTool('zizmor'), args, { cwd: projectFolder, encoding: 'utf8' });
  equal(status, 0, stdout + stderr);
  match(stdout + stderr, /No findings/i);
});

test('actionlint has no finding in the workflows', async () => {
  ok(workflows.length > 0);
  deepEqual(await actionlintFindings(projectFolder), []);
});

test('each action is pinned by commit', () => {
  const uses = files.flatMap((file) => [...read(file).matchAll(/uses:\s*(\S+)/g)].map((found) => found[1] ?? ''));
  ok(uses.length > 3);
  deepEqual(
    uses.filter((name) => !name.startsWith('./') && !/@[0-9a-f]{40}$/.test(name)),
    [],
  );
});

test('each workflow grants nothing at the top, and each job says what it needs and when it must end', () => {
  for (const file of workflows) {
    const { permissions, jobs } = parse(read(file)) as { permissions: unknown; jobs: Record<string, Job> };
    deepEqual(permissions, {}, file);
    for (const [name, job] of Object.entries(jobs)) {
      ok(job.permissions, `${file}: job ${name} has no permissions`);
      ok(job['timeout-minutes'] ?? job.uses, `${file}: job ${name} has no timeout`);
    }
  }
});

test('no text of others gets into a shell line, and no workflow runs for a fork with more than it has', () => {
  for (const file of files) {
    const {
      on,
      jobs = {},
      runs,
    } = parse(read(file)) as {
      on?: Record<string, unknown>;
      jobs?: Record<string, Job>;
      runs?: { steps?: Step[] };
    };
    for (const event of ['pull_request_target', 'workflow_run', 'issue_comment']) ok(!(event in (on ?? {})), file);
    const steps = [...Object.values(jobs), runs ?? {}].flatMap((one) => one.steps ?? []);
    deepEqual(
      steps.filter(({ run = '' }) => run.includes('${{')),
      [],
      file,
    );
  }
});
