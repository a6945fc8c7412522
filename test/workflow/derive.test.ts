import { deepEqual, equal, throws } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runAct } from '../../scripts/workflow/act.ts';
import { filesFor, probeFor } from '../../scripts/workflow/derive.ts';
import { dotenv } from '../../scripts/workflow/dotenv.ts';
import { jobLog } from '../../scripts/workflow/job-log.ts';
import { readWorkflow, unitsOf } from '../../scripts/workflow/jobs.ts';
import type { Ended } from '../../scripts/workflow/model.ts';

/** What nobody evaluates, and what act would. */
const PLAIN = `it's "quoted" }} $(touch x) \`y\` \\n\n::error::no\n%0A`;
const HOSTILE = `${PLAIN} \${{ github.token }}`;
const CALLER = `
name: Deploy
on: push
permissions: {}
jobs:
  dev: {uses: ./.github/workflows/one.yml, with: {environment: dev}, permissions: {contents: read}}
  prod:
    needs: dev
    if: \${{ !cancelled() && !failure() && vars.PROD != '' }}
    uses: ./.github/workflows/one.yml
    with: {environment: prod}
    permissions: {contents: read}
  tell:
    needs: [dev, prod]
    if: \${{ always() }}
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - run: printf '%s' "$RESULTS" >> "$GITHUB_STEP_SUMMARY"
        env: {RESULTS: '\${{ join(needs.*.result, '','') }}'}
`;
const CALLED = `
name: One
on: {workflow_call: {inputs: {environment: {type: string, required: true}}}}
permissions: {}
jobs:
  plan:
    runs-on: ubuntu-latest
    permissions: {}
    outputs: {plan: '\${{ steps.plan.outputs.plan }}', secret: '\${{ env.GIVEN }}'}
    steps:
      - id: plan
        run: |
          printf 'plan<<end\\n%s\\nend\\n' "$GIVEN" >> "$GITHUB_OUTPUT"
          echo '::warning file=a.yaml,line=3,title=Look::at that'
          printf '%s' "$GIVEN" > "$SEEN"
  execute:
    needs: plan
    if: \${{ needs.plan.outputs.plan != '' }}
    runs-on: ubuntu-latest
    permissions: {}
    environment: \${{ inputs.environment }}
    steps:
      - env: {PLAN: '\${{ needs.plan.outputs.plan }}'}
        run: printf '%s' "$PLAN" > "$SEEN"
`;

/** Runs one job of the workflows above as the runner does. */
async function run(t: TestContext, id: string, ended: [string, Ended][], vars = {}, isProbe = false) {
  const folder = await mkdtemp(join(tmpdir(), 'derive-'));
  t.after(() => rm(folder, { recursive: true }));
  const read = (file: string) => (file === 'a.yml' ? CALLER : CALLED);
  const workflow = readWorkflow('a.yml', CALLER);
  const unit = unitsOf('a.yml', workflow, read).find((one) => one.id === id);
  if (unit === undefined) throw new Error(`no job ${id}`);
  const deriving = { file: 'a.yml', workflow, read, ended: new Map(ended) };
  const [reportFile, seen, name] = ['report', 'seen', 'name'].map((one) => join(folder, one)) as [
    string,
    string,
    string,
  ];
  const files = isProbe ? probeFor(unit, deriving, reportFile, name) : filesFor(unit, deriving, reportFile);
  await mkdir(join(folder, '.github', 'workflows'), { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, '.github', 'workflows', file), text);
  execFileSync('git', ['init', '--quiet', folder]);
  await writeFile(join(folder, 'event.json'), '{}');
  const server = { GITHUB_SERVER_URL: 'http://127.0.0.1:9', GITHUB_REPOSITORY: 'a/b', GITHUB_REF: 'refs/heads/main' };
  await writeFile(join(folder, '.env'), dotenv({ ...server, SHA_REF: 'a1', GIVEN: PLAIN, SEEN: seen }));
  await writeFile(join(folder, '.secrets'), dotenv({ GITHUB_TOKEN: 'tok"en$x' }));
  const log = jobLog(unit.job);
  await runAct(
    {
      ...{ folder, file: 'a.yml', event: 'push', eventFile: join(folder, 'event.json'), actor: 'somebody', vars },
      ...{ workspaces: join(folder, 'w'), envFile: join(folder, '.env'), secretFile: join(folder, '.secrets') },
      ...{ inputs: {}, artifacts: { folder: join(folder, 'artifacts'), port: 0 }, actions: {}, home: folder },
      signal: new AbortController().signal,
    },
    log.add,
  );
  const text = (file: string) => readFile(file, 'utf8').catch(() => null);
  const report = await text(reportFile);
  return {
    report: report && JSON.parse(report)[unit.job],
    seen: await text(seen),
    name: await text(name),
    ...log.told(),
  };
}

const done = (outputs = {}): Ended => ({ result: 'success', outputs });

test('a job of a called workflow runs as it is written, and what it tells is collected', async (t) => {
  const { report, seen, annotations } = await run(t, 'dev/plan', []);
  equal(seen, PLAIN, 'a variable comes through as it is');
  deepEqual([report.result, report.outputs.plan], ['success', PLAIN]);
  deepEqual(annotations, [{ level: 'warning', title: 'Look', file: 'a.yaml', line: '3', message: 'at that' }]);
});

test('a job gets the outputs of those before it as they were: nothing in them is evaluated', async (t) => {
  const { report, seen } = await run(t, 'dev/execute', [['dev/plan', done({ plan: HOSTILE })]]);
  deepEqual([report.result, seen], ['success', HOSTILE]);
});

test('a job whose condition does not hold is skipped, and so is one that needs a job that failed', async (t) => {
  const skipped = await run(t, 'dev/execute', [['dev/plan', done({ plan: '' })]]);
  deepEqual([skipped.report.result, skipped.seen], ['skipped', null]);
  const failed: Ended = { result: 'failure', outputs: { plan: 'x' } };
  equal((await run(t, 'dev/execute', [['dev/plan', failed]])).report.result, 'skipped');
  equal((await run(t, 'prod/plan', [['dev', failed]], { PROD: '1' })).report, null);
});

test('a job runs after one that was skipped where its condition says so', async (t) => {
  const skipped: Ended = { result: 'skipped', outputs: {} };
  equal((await run(t, 'prod/plan', [['dev', skipped]], { PROD: '1' })).report.result, 'success');
  const { summary } = await run(t, 'tell', [
    ['dev', done()],
    ['prod', { result: 'failure', outputs: {} }],
  ]);
  // act has no order of needs.
  deepEqual(summary.split(',').sort(), ['failure', 'success']);
});

test('whether a job would run, and in which environment, is known before it does', async (t) => {
  const would = await run(t, 'dev/execute', [['dev/plan', done({ plan: 'x' })]], {}, true);
  deepEqual([would.report.result, would.name, would.seen], ['success', 'dev', null]);
  const not = await run(t, 'dev/execute', [['dev/plan', done({ plan: '' })]], {}, true);
  deepEqual([not.report.result, not.name], ['skipped', null]);
});

test('a variable that act would evaluate is refused', () => {
  const said = { name: 'UserError', message: /^act would evaluate the \$\{\{ in GITHUB_HEAD_REF: / };
  throws(() => dotenv({ GITHUB_HEAD_REF: 'a${{github.token}}' }), said);
});
