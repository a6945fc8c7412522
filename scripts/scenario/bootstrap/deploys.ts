import { deepEqual, equal, rejects } from 'node:assert/strict';
import * as cfn from '@aws-sdk/client-cloudformation';
import { causeOf } from '../../aws/cause.ts';
import { discardChangeSet } from '../../aws/changesets.ts';
import { deleteStack } from '../../aws/deletion.ts';
import { regionPoller } from '../../aws/poller.ts';
import { failedResources } from '../../aws/resources.ts';
import { sharpened } from '../../aws/validation.ts';
import { executePlan } from '../../deployment/execution/execute-plan.ts';
import { planEnvironment } from '../../deployment/planning/plan-environment.ts';
import { denied, forbidden, freshName, type Ground, jobClients } from './ground.ts';
import { makeChangeSet, signal, template } from './plans.ts';
import { atRest, makeStack, removeStack, withStack } from './stacks.ts';
import { environmentOf, withRepository } from './tiny-repository.ts';

/** Guards that the environment wants on its stacks. */
const GUARDS = {
  protect: true,
  stackPolicy: { Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }] },
};
/** Its creation fails: there is no such boundary. */
const broken = (accountId: string) => {
  const PermissionsBoundary = `arn:aws:iam::${accountId}:policy/${freshName()}`;
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [] };
  return {
    Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument, PermissionsBoundary } } },
  };
};

/** The job that executes what was planned. */
export async function deploying(ground: Ground): Promise<void> {
  const { stage } = ground;
  await stage.part('deploy: executes what was planned, and guards the stack', () => executes(ground));
  await stage.part('deploy: takes back what it does not execute', () => discards(ground));
  await stage.part('deploy: executes nothing of a pull request', () => nothingOfPullRequests(ground));
  await stage.part('deploy: executes nothing of another name', () => nothingOfOthers(ground));
  await stage.part('deploy: heals stacks', () => heals(ground));
}

async function executes(ground: Ground): Promise<void> {
  const { stage, name } = ground;
  const stack = freshName();
  const [planner, deployer] = [await jobClients(ground, 'plan-main'), await jobClients(ground, 'deploy')];
  await withStack(stage.owner.cloudformation, `${name}-${stack}`, template(ground, 'a'), () =>
    withRepository(stack, template(ground, 'bb'), async (root) => {
      const options = { root, environment: environmentOf(ground, GUARDS), stacks: [stack], signal, report: () => {} };
      const { plan, failures } = await stage.step('plan-main plans, with the service role', async () =>
        planEnvironment({ ...options, clients: () => planner, keep: true }),
      );
      deepEqual(failures, []);
      await stage.step('deploy executes the very plan', async () => {
        const { moved, result } = await executePlan({ ...options, clients: () => deployer }, plan);
        deepEqual([moved, result.stacks[0]?.status, result.stacks[0]?.cause], [[], 'updated', null]);
      });
    }),
  );
}

async function discards(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const clients = await jobClients(ground, 'deploy');
  const StackName = `${name}-${freshName()}`;
  const owner = stage.owner.cloudformation;
  try {
    const first = await makeChangeSet(owner, { StackName, ChangeSetName: `${prefix}-1`, ChangeSetType: 'CREATE' });
    await stage.step('deploy takes back a change set, and the empty stack that came with it', () =>
      discardChangeSet(clients, first, true),
    );
    await makeChangeSet(owner, { StackName, ChangeSetName: `${prefix}-2`, ChangeSetType: 'CREATE' });
    await stage.step('and one that a person names', async () => {
      await clients.cloudformation.send(new cfn.DeleteChangeSetCommand({ StackName, ChangeSetName: `${prefix}-2` }));
    });
  } finally {
    await removeStack(owner, StackName);
  }
}

/** Whoever names the change set, and however. */
async function nothingOfPullRequests(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const { cloudformation } = await jobClients(ground, 'deploy');
  const StackName = `${name}-${freshName()}`;
  const ChangeSetName = `${prefix}-pr-0`;
  try {
    const owner = stage.owner.cloudformation;
    const { id } = await makeChangeSet(owner, { StackName, ChangeSetName, ChangeSetType: 'CREATE' });
    const refusal = { action: 'cloudformation:ExecuteChangeSet', decision: forbidden };
    await stage.refused("deploy executes no pull request's change set by its name", refusal, () =>
      cloudformation.send(new cfn.ExecuteChangeSetCommand({ StackName, ChangeSetName })),
    );
    await stage.refused('nor by its ARN', refusal, () =>
      cloudformation.send(new cfn.ExecuteChangeSetCommand({ ChangeSetName: id })),
    );
  } finally {
    await removeStack(stage.owner.cloudformation, StackName);
  }
}

async function nothingOfOthers(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const { cloudformation } = await jobClients(ground, 'deploy');
  const [StackName, elsewhere] = [`${name}-${freshName()}`, `${prefix}-other-${freshName()}`];
  const owner = stage.owner.cloudformation;
  const refusal = { action: 'cloudformation:ExecuteChangeSet', decision: denied };
  try {
    const named = { StackName, ChangeSetName: 'other-0' };
    await makeChangeSet(owner, { ...named, ChangeSetType: 'CREATE' });
    await stage.refused('deploy executes no change set that no plan has made', refusal, () =>
      cloudformation.send(new cfn.ExecuteChangeSetCommand(named)),
    );
    const other = { StackName: elsewhere, ChangeSetName: `${prefix}-0` };
    await makeChangeSet(owner, { ...other, ChangeSetType: 'CREATE' });
    await stage.refused('nor one of another environment', refusal, () =>
      cloudformation.send(new cfn.ExecuteChangeSetCommand(other)),
    );
    await makeChangeSet(owner, { StackName, ChangeSetName: `${prefix}-1`, ChangeSetType: 'CREATE' });
    await stage.step('but that of a plan, by its name', async () => {
      await cloudformation.send(new cfn.ExecuteChangeSetCommand({ StackName, ChangeSetName: `${prefix}-1` }));
      equal((await atRest(owner, StackName)).status, 'CREATE_COMPLETE');
    });
    await stage.refused(
      'deploy makes no change set, with which it could pass a role',
      { action: 'cloudformation:CreateChangeSet', decision: denied },
      () => makeChangeSet(cloudformation, { StackName, ChangeSetName: `${prefix}-2`, ChangeSetType: 'UPDATE' }),
    );
  } finally {
    await removeStack(owner, StackName);
    await removeStack(owner, elsewhere);
  }
}

async function heals(ground: Ground): Promise<void> {
  const { stage, name } = ground;
  const owner = stage.owner.cloudformation;
  const clients = await jobClients(ground, 'deploy');
  const { cloudformation } = clients;
  const StackName = `${name}-${freshName()}`;
  try {
    const { id, status } = await makeStack(owner, StackName, broken(stage.accountId), { OnFailure: 'DO_NOTHING' });
    equal(status, 'CREATE_FAILED');
    await stage.step('deploy says what holds a stack, and rolls it back', async () => {
      await failedResources(clients, id);
      await sharpened(clients, { StackName: id }, causeOf('call DescribeEvents'));
      await cloudformation.send(new cfn.RollbackStackCommand({ StackName }));
      await atRest(owner, StackName);
      // That takes a rollback that has failed.
      const more = cloudformation.send(new cfn.ContinueUpdateRollbackCommand({ StackName }));
      await rejects(more, /cannot be called from current stack status/);
    });
    await stage.step('and deletes it, to make it anew', async () => {
      const poller = regionPoller(clients);
      equal(await deleteStack(clients, id, { poller, report: () => {}, signal }), 'DELETE_COMPLETE');
    });
  } finally {
    await removeStack(owner, StackName);
  }
}
