import { deepEqual, equal } from 'node:assert/strict';
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
} from '@aws-sdk/client-cloudformation';
import { placeArtifact, presentArtifact } from '../../aws/artifacts.ts';
import { causeOf } from '../../aws/cause.ts';
import { type ChangeSetRef, discardChangeSet } from '../../aws/changesets.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { regionPoller } from '../../aws/poller.ts';
import { keptResources } from '../../aws/resources.ts';
import { sharpened } from '../../aws/validation.ts';
import { planEnvironment } from '../../deployment/planning/plan-environment.ts';
import { sha256 } from '../../template/zip.ts';
import { emptyPrefix } from '../empty-prefix.ts';
import { denied, freshName, type Ground, jobClients } from './ground.ts';
import { removeStack, withStack } from './stacks.ts';
import { environmentOf, withRepository } from './tiny-repository.ts';

export type Planner = 'plan-pr' | 'plan-main';

/** More than CloudFormation takes in a call. */
const LONG = 'x'.repeat(60_000);
/** A tag that the stack loses. */
const TAGS = [{ Key: 'Old', Value: 'yes' }];

/** Nothing but names: made at once, and gone at once. */
export function template({ name }: Ground, value: string, more: object = {}): object {
  const Tags = [
    { Key: 'Value', Value: value },
    { Key: 'Bucket', Value: { 'Fn::ImportValue': `${name}-ArtifactBucket` } },
  ];
  return {
    ...more,
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: value.length, Tags } } },
  };
}

export const signal = new AbortController().signal;

/** Both jobs that plan, the one for pull requests and the one for main. */
export async function planning(ground: Ground, purpose: Planner): Promise<void> {
  const { stage } = ground;
  await stage.part(`${purpose}: plans a change`, () => plansChange(ground, purpose));
  await stage.part(`${purpose}: plans with a template that is long`, () => plansLong(ground, purpose));
  await stage.part(`${purpose}: reads what is there`, () => reads(ground, purpose));
  await stage.part(`${purpose}: makes change sets of its own names alone`, () => refusedNames(ground, purpose));
}

async function plansChange(ground: Ground, purpose: Planner): Promise<void> {
  const { stage, name } = ground;
  const stack = freshName();
  await withStack(
    stage.owner.cloudformation,
    `${name}-${stack}`,
    template(ground, 'a'),
    () => stage.step(`${purpose} plans a change, and takes its change set back`, () => planned(ground, purpose, stack)),
    { Tags: TAGS },
  );
}

/** @throws unless the change is what the plan says, and nothing of it is left */
async function planned(ground: Ground, purpose: Planner, stack: string, more: object = {}): Promise<void> {
  const clients = await jobClients(ground, purpose);
  const { plan, failures, findings, notes } = await withRepository(stack, template(ground, 'bb', more), (root) =>
    planEnvironment({
      ...{ root, environment: environmentOf(ground), stacks: [stack], clients: () => clients, signal, keep: false },
      ...{ report: () => {}, wishes: { purpose: purpose === 'plan-pr' ? 'pull-request' : 'main' } as const },
    }),
  );
  deepEqual([failures, findings], [[], []]);
  equal(plan.stacks[0]?.changes[0]?.logicalId, 'Queue', notes.join());
}

/** What is too long for a call, or code, goes through the bucket; what main has of it is not put there again. */
async function plansLong(ground: Ground, purpose: Planner): Promise<void> {
  const { stage, name, artifacts } = ground;
  const stack = freshName();
  const more = { Description: freshName(), Metadata: { Long: LONG } };
  await withStack(
    stage.owner.cloudformation,
    `${name}-${stack}`,
    template(ground, 'a'),
    () =>
      stage.step(`${purpose} puts a long template into the artifact bucket`, async ({ checks }) => {
        await planned(ground, purpose, stack, more);
        const [put, ...others] = checks().filter(({ action }) => action === 's3:PutObject');
        deepEqual(others, []);
        const [bucket, key] = put?.resource.split(/^arn:[^/]*:::([^/]+)\//).slice(1) ?? [];
        equal(bucket, artifacts);
        await emptyPrefix(stage.owner.s3, artifacts, key ?? '');
      }),
    { Tags: [{ Key: 'Environment', Value: ground.environment }] },
  );
  const { accountId, owner } = stage;
  const body = Buffer.from(freshName());
  const upload = { environment: ground.environment, bucket: artifacts, accountId, sha256: sha256(body), body };
  const key = `main/functions/${freshName()}.zip`;
  await placeArtifact(owner, { ...upload, key });
  try {
    await stage.step(`${purpose} finds the code of a function where main has put it`, async () => {
      const found = await presentArtifact(await jobClients(ground, purpose), { ...upload, key });
      equal(found?.outcome, 'present');
    });
  } finally {
    await emptyPrefix(owner.s3, artifacts, key);
  }
}

async function reads(ground: Ground, purpose: Planner): Promise<void> {
  const { stage, name } = ground;
  const clients = await jobClients(ground, purpose);
  await withStack(stage.owner.cloudformation, `${name}-${freshName()}`, template(ground, 'a'), async ({ id }) => {
    await stage.step(`${purpose} waits for what somebody else does to a stack`, async () => {
      const { stack } = await regionPoller(clients).follow({ stackId: id, beginning: 'latest' }, () => {}, signal);
      equal(stack?.status, 'CREATE_COMPLETE');
    });
    await stage.step(`${purpose} says what a stack has kept`, async () => {
      deepEqual(await keptResources(clients, id), ['Queue']);
    });
  });
}

async function refusedNames(ground: Ground, purpose: Planner): Promise<void> {
  const { stage, name, prefix } = ground;
  const clients = await jobClients(ground, purpose);
  const stack = `${name}-${freshName()}`;
  const foreign = purpose === 'plan-pr' ? `${prefix}-0` : 'other-0';
  const makes = (StackName: string, ChangeSetName: string) =>
    makeChangeSet(clients.cloudformation, { StackName, ChangeSetName, ChangeSetType: 'CREATE' });
  const refusal = { action: 'cloudformation:CreateChangeSet', decision: denied };
  try {
    await stage.refused(`${purpose} makes no change set of another name`, refusal, () => makes(stack, foreign));
    const other = `${prefix}-other-${freshName()}`;
    const own = purpose === 'plan-pr' ? `${prefix}-pr-0` : `${prefix}-0`;
    await stage.refused(`nor one for another environment`, refusal, () => makes(other, own));
    await withChangeSet(ground, clients, stack, own);
  } finally {
    await removeStack(stage.owner.cloudformation, stack);
  }
}

/** As a person would, without the project's checks. */
export async function makeChangeSet(
  client: CloudFormationClient,
  named: Pick<CreateChangeSetCommandInput, 'StackName' | 'ChangeSetName' | 'ChangeSetType' | 'RoleARN'>,
): Promise<ChangeSetRef> {
  const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  const { Id: id = '', StackId: stackId = '' } = await client.send(
    new CreateChangeSetCommand({ ...named, TemplateBody }),
  );
  return { name: named.ChangeSetName ?? '', id, stackId };
}

/** The first change set brings its stack into being, and takes it along where the job may delete stacks. */
async function withChangeSet({ stage }: Ground, clients: AwsClients, stackName: string, name: string): Promise<void> {
  await stage.step('a change set of its own name it looks into, and takes back', async () => {
    const named = { StackName: stackName, ChangeSetName: name, ChangeSetType: 'CREATE' as const };
    const made = await makeChangeSet(clients.cloudformation, named);
    await sharpened(clients, { ChangeSetName: made.id }, causeOf('call DescribeEvents'));
    await discardChangeSet(clients, made, true).catch((error: Error) => {
      if (!/cloudformation:DeleteStack/.test(error.message)) throw error;
    });
  });
}
