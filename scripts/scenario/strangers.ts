import {
  CreateStackCommand,
  DeleteStackCommand,
  paginateDescribeStacks,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Actor, Credentials } from './clients.ts';

const SECONDS = 30;
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
  const client = owner.cloudformation;
  await waitUntilStackCreateComplete({ client, maxWaitTime: SECONDS, minDelay: 1 }, { StackName });
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
  await waitUntilStackDeleteComplete({ client, maxWaitTime: SECONDS, minDelay: 1 }, { StackName });
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
