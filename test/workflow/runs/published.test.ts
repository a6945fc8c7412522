import { match, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder, stateFolder } from '../../../scripts/cli/project.ts';
import { ownCode } from '../../../scripts/workflow/published.ts';
import { ended, jobOf, startRuns } from './running.ts';

/** `published`, or a folder with `<owner>/<name>`. */
const { STACKWARDEN_ACTIONS: wanted } = process.env;
const skip = wanted
  ? false
  : "needs the actions' own code: set STACKWARDEN_ACTIONS to published (from GitHub) or a folder";

/** Those that talk with GitHub and AWS; the others install, and would bring another Node. */
const TRIED = ['actions/checkout', 'aws-actions/configure-aws-credentials'];

test("a deploy with the actions' own code", { skip }, async () => {
  const head = execFileSync('git', ['-C', projectFolder, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const all = await ownCode(wanted ?? null, projectFolder, head, join(stateFolder, 'actions'));
  const own = new Map([...all].filter(([name]) => TRIED.includes(name)));
  ok(own.size > 0, `${wanted} has none of ${TRIED.join(', ')}`);
  const runs = await startRuns({ ownCode: own, environments: ['dev'] });
  try {
    const seen = await runs.run('deploy.yml', {
      ...{ event: 'push', head: runs.scratch.base, approve: ['dev'], only: ['dev'] },
    });
    ended(seen, { 'dev/plan': 'success', 'dev/execute': 'success' });
    const log = jobOf(seen, 'dev/execute').log.join('\n');
    if (own.has('actions/checkout')) match(log, /Syncing repository/);
    if (own.has('aws-actions/configure-aws-credentials')) match(log, /Authenticated as assumedRoleId/);
  } finally {
    await runs.stop();
  }
});
