import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStacks,
} from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { isStackAbsent } from '../aws/errors.ts';
import type { Actor, Credentials } from './clients.ts';
import { eventually } from './eventually.ts';

const PREFIX = 'scenario-';

/** A role for the length of a scenario, in a stack of its own, so that the stack under test stays as it is deployed. */
export async function makeRole(owner: Actor, accountId: string, roleName: string, statements: object[]): Promise<void> {
  const StackName = `${PREFIX}${roleName}`;
  const template = {
    Resources: { Role: { Type: 'AWS::IAM::Role', Properties: role(accountId, roleName, statements) } },
  };
  const TemplateBody = JSON.stringify(template);
  await owner.cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  );
  await settled(owner.cloudformation, StackName, 'CREATE_COMPLETE');
}

export function removeRole(owner: Actor, roleName: string): Promise<void> {
  return removeStack(owner, `${PREFIX}${roleName}`);
}

/** Removes the roles of scenarios that were killed half-way. */
export async function removeStrangers(owner: Actor): Promise<void> {
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: owner.cloudformation }, {})) {
    for (const { StackName = '' } of Stacks) if (StackName.startsWith(PREFIX)) await removeStack(owner, StackName);
  }
}

async function removeStack({ cloudformation: client }: Actor, StackName: string): Promise<void> {
  await client.send(new DeleteStackCommand({ StackName }));
  await settled(client, StackName, 'DELETE_COMPLETE');
}

/** The SDK's waiters ask once a second: a stack of one role is there in a hundredth of that. */
async function settled(client: CloudFormationClient, StackName: string, wanted: string): Promise<void> {
  const status = await eventually(`the end of ${StackName}`, async () => {
    const found = await client.send(new DescribeStacksCommand({ StackName })).catch((error: unknown) => {
      if (isStackAbsent(error)) return { Stacks: [] };
      throw error;
    });
    const now = found.Stacks?.[0]?.StackStatus ?? 'DELETE_COMPLETE';
    return now.endsWith('IN_PROGRESS') ? undefined : now;
  });
  if (status !== wanted) throw new Error(`${StackName} ended with ${status}, not ${wanted}`);
}

function role(accountId: string, RoleName: string, statements: object[]) {
  const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'sts:AssumeRole' };
  const document = { Version: '2012-10-17', Statement: statements };
  return {
    RoleName,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    Policies: statements.length > 0 ? [{ PolicyName: 'scenario', PolicyDocument: document }] : [],
  };
}

export async function assume(owner: Actor, accountId: string, roleName: string): Promise<Credentials> {
  const RoleArn = `arn:aws:iam::${accountId}:role/${roleName}`;
  const { Credentials } = await owner.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scenario' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
