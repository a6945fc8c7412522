import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateFunctionCommand, DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { whileAttached } from './attached.ts';
import { denied, freshName, type Ground, pastIam } from './ground.ts';
import { makeChangeSet } from './plans.ts';
import { removeStack } from './stacks.ts';

/** What change sets carry: tags, and the role that CloudFormation deploys with. */
export async function passing(ground: Ground): Promise<void> {
  const { stage } = ground;
  await stage.part('plan-main: passes the service role alone', () => passesOneRole(ground));
  await stage.part('plan-main: passes it to CloudFormation alone', () => passesItToOne(ground));
  await stage.part('plan-pr: passes no role', () => passesNone(ground));
  for (const purpose of ['plan-pr', 'plan-main'] as const) {
    await stage.part(`${purpose}: tags stacks with change sets alone`, () => tagsWithChangeSets(ground, purpose));
  }
}

async function passesOneRole(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const { cloudformation } = await stage.job('plan-main');
  const StackName = `${name}-${freshName()}`;
  const named = { StackName, ChangeSetName: `${prefix}-0`, ChangeSetType: 'CREATE' as const };
  const role = (which: string) => `arn:aws:iam::${stage.accountId}:role/${name}-${which}`;
  try {
    await stage.refused('plan-main passes no other role', { action: 'iam:PassRole', decision: denied }, () =>
      makeChangeSet(cloudformation, { ...named, RoleARN: role('operator') }),
    );
    await stage.step('but the service role', () =>
      makeChangeSet(cloudformation, { ...named, RoleARN: role('cloudformation') }),
    );
  } finally {
    await removeStack(stage.owner.cloudformation, StackName);
  }
}

/** Though it may make functions: it could run code as the service role. */
async function passesItToOne(ground: Ground): Promise<void> {
  const { stage, name } = ground;
  const { lambda } = await stage.job('plan-main');
  const FunctionName = freshName();
  const ZipFile = zipSync({ 'index.mjs': Buffer.from('export const handler = async () => null;') });
  const code = { Code: { ZipFile }, Handler: 'index.handler', Runtime: 'nodejs24.x' as const };
  const Role = `arn:aws:iam::${stage.accountId}:role/${name}-cloudformation`;
  const makes = { Action: 'lambda:CreateFunction', Resource: '*' };
  await whileAttached(ground, 'plan-main', [makes], () =>
    stage.refused('plan-main gives the service role to no function', { action: 'iam:PassRole', decision: denied }, () =>
      lambda
        .send(new CreateFunctionCommand({ FunctionName, Role, ...code }))
        .then(() => stage.owner.lambda.send(new DeleteFunctionCommand({ FunctionName }))),
    ),
  );
}

async function passesNone(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const { cloudformation } = await stage.job('plan-pr');
  const RoleARN = `arn:aws:iam::${stage.accountId}:role/${name}-cloudformation`;
  const named = { StackName: `${name}-${freshName()}`, ChangeSetName: `${prefix}-pr-0` };
  await stage.refused('plan-pr passes not even the service role', { action: 'iam:PassRole', decision: denied }, () =>
    makeChangeSet(cloudformation, { ...named, ChangeSetType: 'CREATE', RoleARN }),
  );
}

/** Though it may update stacks. */
async function tagsWithChangeSets(ground: Ground, purpose: 'plan-pr' | 'plan-main'): Promise<void> {
  const { stage, name } = ground;
  const { cloudformation } = await stage.job(purpose);
  const StackName = `${name}-${freshName()}`;
  await whileAttached(ground, purpose, [{ Action: 'cloudformation:UpdateStack', Resource: '*' }], () =>
    stage.refused(
      `${purpose} tags no stack by an update`,
      { action: 'cloudformation:TagResource', decision: denied },
      () => {
        const Tags = [{ Key: 'a', Value: 'b' }];
        return pastIam(cloudformation.send(new UpdateStackCommand({ StackName, UsePreviousTemplate: true, Tags })));
      },
    ),
  );
}
