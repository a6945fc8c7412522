import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { awsClients } from '../../../scripts/aws/clients.ts';
import { ended, jobOf, type Runs, startRuns } from './running.ts';

const ALL = ['dev', 'prod'];
const DONE = {
  'dev/plan': 'success',
  'dev/execute': 'success',
  'prod/plan': 'success',
  'prod/execute': 'success',
} as const;

let runs: Runs;

before(async () => {
  runs = await startRuns();
});

after(() => runs?.stop());

async function statusOf(environment: string): Promise<string | undefined> {
  const { endpoint, region, credentials } = runs.host.aws;
  const { cloudformation } = awsClients({ region, endpoint, credentials });
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
  return Stacks.find(({ StackName }) => StackName === `stackwarden-${environment}-lab`)?.StackStatus;
}

/** The roles that called AWS. */
function callers(): string[] {
  const arns = runs.host.aws.calls.since(0).flatMap(({ checks }) => checks.map(({ principal }) => principal));
  return [...new Set(arns.flatMap((arn) => /assumed-role\/(stackwarden-\w+-[\w-]+)\//.exec(arn)?.[1] ?? []))].sort();
}

test('a merge is planned and shown, waits at the gate, and dev is deployed before prod is planned', async () => {
  const { base } = runs.scratch;
  const seen = await runs.run('deploy.yml', { event: 'push', head: base, approve: ['dev'] });
  equal(seen.heldAt, 'prod/execute');
  ended(seen, { 'dev/plan': 'success', 'dev/execute': 'success', 'prod/plan': 'success' });
  deepEqual(seen.gates, [
    { id: 'dev/execute', environment: 'dev', before: ['dev/plan'] },
    { id: 'prod/execute', environment: 'prod', before: ['dev/plan', 'dev/execute', 'prod/plan'] },
  ]);
  for (const name of ['dev', 'prod']) {
    const verdict = `**Can be deployed** in <code>${name}</code>: 1 to create`;
    ok(jobOf(seen, `${name}/plan`).summary.startsWith(verdict), jobOf(seen, `${name}/plan`).summary);
  }
  match(jobOf(seen, 'dev/execute').summary, /lab<\/td><td>created/);
  deepEqual([await statusOf('dev'), await statusOf('prod')], ['CREATE_COMPLETE', 'REVIEW_IN_PROGRESS']);
});

test('approved, prod is deployed, each by its own roles', async () => {
  const { base } = runs.scratch;
  const seen = await runs.run('deploy.yml', { event: 'push', head: base, approve: ALL });
  ended(seen, { ...DONE, 'dev/execute': 'skipped' });
  equal(await statusOf('prod'), 'CREATE_COMPLETE');
  const roles = ['dev-deploy', 'dev-plan-main', 'prod-deploy', 'prod-plan-main'].map((name) => `stackwarden-${name}`);
  const called = callers();
  for (const role of roles) ok(called.includes(role), `${role} of ${called}`);
  const told = [...seen.jobs.values()].flatMap(({ log, summary }) => [...log, summary]).join('\n');
  doesNotMatch(told, /ghs_|eyJ[\w-]+\.eyJ|AWS_SECRET_ACCESS_KEY=(?!\*)/, 'no token is told');
});

test('a second merge with nothing changed asks nobody and executes nothing', async () => {
  const head = await runs.scratch.commit({ 'README.md': 'A fork.\n' }, 'Words');
  const seen = await runs.run('deploy.yml', { event: 'push', head, approve: ALL });
  const nothing = {
    'dev/plan': 'success',
    'dev/execute': 'skipped',
    'prod/plan': 'success',
    'prod/execute': 'skipped',
  };
  ended(seen, nothing as never);
  deepEqual([seen.gates, seen.heldAt], [[], null]);
  match(jobOf(seen, 'dev/plan').summary, /^\*\*Nothing would change\*\*/);
});

test('a deploy that fails tells its cause, prod is left alone, and the fix goes through', async () => {
  const template = await runs.scratch.read('templates/lab.yaml');
  const broken = template.replace(/^Resources:\n/m, (line) => `${line}${BROKEN}`);
  const head = await runs.scratch.commit({ 'templates/lab.yaml': broken }, 'A queue');
  const failed = await runs.run('deploy.yml', { event: 'push', head, approve: ALL });
  ended(failed, { 'dev/plan': 'success', 'dev/execute': 'failure', 'prod/plan': 'skipped', 'prod/execute': 'skipped' });
  match(jobOf(failed, 'dev/execute').summary, /Broken/);
  match(jobOf(failed, 'dev/execute').summary, CAUSE);
  match((await statusOf('dev')) ?? '', /^UPDATE_ROLLBACK_COMPLETE$/);
  equal(await statusOf('prod'), 'CREATE_COMPLETE');
  const fixed = await runs.scratch.commit({ 'templates/lab.yaml': template }, 'Without it');
  const seen = await runs.run('deploy.yml', { event: 'push', head: fixed, approve: ALL });
  ok(!Object.values(seen.results).includes('failure'), JSON.stringify(seen.results));
});

test('by hand one environment is deployed', async () => {
  const head = await runs.scratch.commit({}, 'Again');
  const wanted = { event: 'workflow_dispatch', head, inputs: { environment: 'prod' }, approve: ALL };
  const { results } = await runs.run('deploy.yml', wanted);
  deepEqual([results['dev/plan'], results['prod/plan']], ['skipped', 'success']);
});

/** A queue that no account can make: its policy is none. */
const BROKEN = `  Broken:
    Type: AWS::CloudFormation::CustomResource
    Properties:
      ServiceTimeout: 1
      ServiceToken: !Sub arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:nobodys
`;
const CAUSE = /nobodys|not found|Function/i;
