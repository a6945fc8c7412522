import { deepEqual, equal, ok } from 'node:assert/strict';
import * as cfn from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { callerIdentity } from '../../aws/identity.ts';
import { listChangeSets } from '../../aws/listed-changesets.ts';
import { describeStack } from '../../aws/stacks.ts';
import { type Asking, asking } from '../../deployment/readback/asking.ts';
import { type LiveClients, liveClients } from '../../deployment/readback/clients.ts';
import { managedPolicies } from '../../deployment/readback/iam-policies.ts';
import { readPrincipal } from '../../deployment/readback/principals.ts';
import { readResourcePolicy } from '../../deployment/readback/resource-policies.ts';
import { deployedStacks } from '../../deployment/readback/stacks.ts';
import { denied, freshName, type Ground } from './ground.ts';
import { makeChangeSet } from './plans.ts';
import { withStack } from './stacks.ts';
import { SCHEMA } from './tables.ts';
import { environmentOf } from './tiny-repository.ts';

/** The job that looks for drift: it reads, and removes plans that nobody executed. */
export async function looking(ground: Ground): Promise<void> {
  const { stage } = ground;
  await stage.part('drift: has CloudFormation detect drift', () => detects(ground));
  await stage.part('drift: finds what is deployed', () => finds(ground));
  await stage.part('drift: reads the policies of principals', () => readsPrincipals(ground));
  await stage.part('drift: reads the policies of resources', () => readsResources(ground));
  await stage.part('drift: removes plans that nobody executed', () => removesPlans(ground));
}

async function looker({ stage }: Ground): Promise<{ clients: LiveClients; asked: Asking; partition: string }> {
  const { sts } = await stage.job('drift');
  const { endpoint, region } = stage;
  const clients = liveClients({ endpoint, region, credentials: await sts.config.credentials() });
  const { arn, partition } = await callerIdentity(clients);
  return { clients, asked: asking(arn, endpoint), partition };
}

async function detects(ground: Ground): Promise<void> {
  const { stage, name } = ground;
  const { clients } = await looker(ground);
  const { cloudformation } = clients;
  const StackName = `${name}-${freshName()}`;
  await withStack(stage.owner.cloudformation, StackName, queueOf(), () =>
    stage.step('drift has CloudFormation compare a stack with its template', async () => {
      const { StackDriftDetectionId } = await cloudformation.send(new cfn.DetectStackDriftCommand({ StackName }));
      const status = new cfn.DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId });
      await stage.eventually('the end of the detection', async () => {
        const { DetectionStatus } = await cloudformation.send(status);
        return DetectionStatus === 'DETECTION_COMPLETE' || undefined;
      });
      const drifts = await cloudformation.send(new cfn.DescribeStackResourceDriftsCommand({ StackName }));
      equal(drifts.StackResourceDrifts?.[0]?.StackResourceDriftStatus, 'IN_SYNC');
    }),
  );
}

function queueOf(): object {
  return { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } } } };
}

async function finds(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const { clients, asked } = await looker(ground);
  await stage.step('drift finds a stack, its resources and what all stacks export', async () => {
    const [found] = await deployedStacks(environmentOf(ground), ['bootstrap'], () => clients, asked);
    equal(found?.name, `${name}-bootstrap`);
    ok(found?.exports.has(`${name}-ArtifactBucket`));
    deepEqual(asked.notes(), []);
  });
  await stage.refused(
    'but none of another environment',
    { action: 'cloudformation:DescribeStacks', decision: denied },
    () => describeStack(clients, `${prefix}-other-x`),
  );
}

async function readsPrincipals(ground: Ground): Promise<void> {
  const { stage, name } = ground;
  const { clients, asked } = await looker(ground);
  await stage.step('drift reads all that a role has', async () => {
    const service = await readPrincipal(clients, 'AWS::IAM::Role', `${name}-cloudformation`, asked);
    ok(service !== null && service !== 'absent');
    deepEqual([service.inline.length, service.attached.length], [1, 1]);
    ok(await managedPolicies(clients, asked)(service.attached[0] ?? ''));
    deepEqual(asked.notes(), []);
  });
}

/** One of each type whose policy is read. */
function resources({ name, stage: { accountId } }: Ground): object {
  const Role = `arn:aws:iam::${accountId}:role/${name}-operator`;
  const code = { Code: { ZipFile: 'exports.handler = async () => null;' }, Handler: 'index.handler' };
  return {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Queue: { Type: 'AWS::SQS::Queue' },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: freshName() } },
    Function: { Type: 'AWS::Lambda::Function', Properties: { ...code, Role, Runtime: 'nodejs24.x' } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: SCHEMA },
  };
}

async function readsResources(ground: Ground): Promise<void> {
  const { stage } = ground;
  const { accountId, region } = stage;
  const { clients, asked, partition } = await looker(ground);
  const Resources = resources(ground);
  const Outputs = Object.fromEntries(Object.keys(Resources).map((id) => [id, { Value: { Ref: id } }]));
  await withStack(stage.owner.cloudformation, freshName(), { Resources, Outputs }, async ({ outputs }) => {
    await stage.step('drift reads the policy of each resource that can have one', async () => {
      for (const [id, { Type }] of Object.entries(Resources as Record<string, { Type: string }>)) {
        const place = { accountId, region, partition };
        ok(await readResourcePolicy(clients, Type, outputs[id] ?? '', place, asked), `${id}: ${asked.notes()}`);
      }
      deepEqual(asked.notes(), []);
    });
    await stage.step('and what policies name that the service alone knows', async () => {
      await clients.dynamodb.send(new DescribeTableCommand({ TableName: outputs.Table }));
      await clients.secrets.send(new DescribeSecretCommand({ SecretId: outputs.Secret }));
    });
  });
}

async function removesPlans(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const { clients } = await looker(ground);
  const { cloudformation } = clients;
  const owner = stage.owner.cloudformation;
  const StackName = `${name}-${freshName()}`;
  const make = (ChangeSetName: string) => makeChangeSet(owner, { StackName, ChangeSetName, ChangeSetType: 'UPDATE' });
  const remove = (named: { StackName: string; ChangeSetName: string }) =>
    cloudformation.send(new cfn.DeleteChangeSetCommand(named));
  const refusal = { action: 'cloudformation:DeleteChangeSet', decision: denied };
  await withStack(owner, StackName, queueOf(), async () => {
    await make('other-0');
    await stage.refused('drift removes no change set that no plan has made', refusal, () =>
      remove({ StackName, ChangeSetName: 'other-0' }),
    );
    const { id, stackId } = await make(`${prefix}-0`);
    await make(`${prefix}-1`);
    await stage.step('but those of plans, by their ARN or name', async () => {
      equal((await listChangeSets(clients, StackName)).length, 3);
      await remove({ StackName: stackId, ChangeSetName: id });
      await remove({ StackName, ChangeSetName: `${prefix}-1` });
    });
  });
}
