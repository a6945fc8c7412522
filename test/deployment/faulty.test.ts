import assert from 'node:assert/strict';
import { before, describe, type TestContext, test } from 'node:test';
import { CloudFormationClient, paginateDescribeStacks, paginateListChangeSets } from '@aws-sdk/client-cloudformation';
import { awsClients } from '../../scripts/aws/clients.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { leadThrough, startFaultyProxy } from '../aws/faulty-proxy.ts';
import { clientOptions } from '../embedded/fixture.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { environmentFile, repository, statuses, write } from './fixture.ts';

let aws: EmbeddedAws;

before(async () => {
  aws = await awsForFile();
});

const queueNamed = (name: string) => `Resources:\n  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: ${name}}}\n`;

/** Three stacks, of which one imports what another exports; `prefix` keeps those of one test from those of another. */
function files(prefix: string) {
  return {
    'templates/environments/dev.yaml': environmentFile().replace('prefix: p', `prefix: ${prefix}`),
    'templates/giver.yaml': `${queueNamed(`${prefix}-given`)}Outputs:
  Name: {Value: !GetAtt Queue.QueueName, Export: {Name: ${prefix}-given}}
`,
    'templates/taker.yaml': `Resources:
  Parameter: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !ImportValue ${prefix}-given}}
`,
    'templates/alone.yaml': queueNamed(`${prefix}-alone`),
  };
}

async function behindProxy(t: TestContext, root: string, seed: number) {
  const proxy = await startFaultyProxy({ target: aws.endpoint, share: 0.2, seed });
  t.after(() => proxy.close());
  const { signal } = new AbortController();
  const clients = (region: string) => {
    const made = awsClients({ region, endpoint: aws.endpoint, credentials: aws.credentials });
    for (const client of [made.cloudformation, made.s3, made.sts]) leadThrough(proxy, client);
    return made;
  };
  const deploy = async () => {
    const environment = await readEnvironment(root, 'dev', {});
    return deployEnvironment({ root, environment, clients, signal, report: () => {}, env: {} });
  };
  return { deploy, calls: proxy.calls };
}

/** Stacks that are not at rest, and change sets that nobody executed. */
async function leftOver(prefix: string): Promise<string[]> {
  const client = new CloudFormationClient(clientOptions(aws));
  const found: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName = '', StackStatus } of Stacks.filter((stack) => stack.StackName?.startsWith(`${prefix}-`))) {
      if (!/^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus ?? '')) found.push(`${StackName} ${StackStatus}`);
      for await (const { Summaries = [] } of paginateListChangeSets({ client }, { StackName })) {
        found.push(
          ...Summaries.flatMap((set) => (set.ExecutionStatus === 'EXECUTE_COMPLETE' ? [] : `${set.ChangeSetId}`)),
        );
      }
    }
  }
  client.destroy();
  return found;
}

const all = (status: string) => ({ alone: status, giver: status, taker: status });

// At the same time: most of the time they only wait for their retries.
describe('one call in five goes wrong, and all ends well', { concurrency: true }, () => {
  for (const seed of [1, 2, 3]) {
    test(`seed ${seed}`, async (t) => {
      const prefix = `seed${seed}`;
      const root = await repository(t, files(prefix));
      const { deploy, calls } = await behindProxy(t, root, seed);
      const created = await deploy();
      assert.deepEqual(statuses(created), all('created'), JSON.stringify(created.stacks.map(({ cause }) => cause)));
      assert.deepEqual(statuses(await deploy()), all('unchanged'));
      const more = queueNamed(`${prefix}-alone`).replace('}}', ', VisibilityTimeout: 7}}');
      await write(root, 'templates/alone.yaml', more);
      assert.deepEqual(statuses(await deploy()), { ...all('unchanged'), alone: 'updated' });
      assert.deepEqual(await leftOver(prefix), []);
      assert.ok(calls.some(({ fault }) => fault !== null));
    });
  }
});
