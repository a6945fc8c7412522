import {
  type CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { isStackAbsent } from '../../aws/errors.ts';
import { isInProgress } from '../../aws/stack-status.ts';
import { eventually } from '../eventually.ts';

/** The ARN of a stack, its last status and what it gives. */
export interface MadeStack {
  id: string;
  status: string;
  outputs: Record<string, string>;
}

export async function makeStack(
  client: CloudFormationClient,
  StackName: string,
  template: object,
  more: Partial<CreateStackCommandInput> = {},
): Promise<MadeStack> {
  const TemplateBody = JSON.stringify(template);
  const named = { StackName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM' as const] };
  await client.send(new CreateStackCommand({ ...named, ...more }));
  return atRest(client, StackName);
}

/** As it is when nothing goes on any more. */
export function atRest(client: CloudFormationClient, StackName: string): Promise<MadeStack> {
  return eventually(`the end of what goes on with ${StackName}`, async () => {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const { StackStatus: status = '', StackId: id = '', Outputs = [] } = stack ?? {};
    if (isInProgress(status)) return undefined;
    const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue = '' }) => [OutputKey, OutputValue]));
    return { id, status, outputs };
  });
}

/** Whatever became of it; whether it is gone already is no matter. */
export async function removeStack(client: CloudFormationClient, StackName: string): Promise<void> {
  try {
    const guard = { StackName, EnableTerminationProtection: false };
    await client.send(new UpdateTerminationProtectionCommand(guard));
    await client.send(new DeleteStackCommand({ StackName }));
    await atRest(client, StackName);
  } catch (error) {
    if (!isStackAbsent(error)) throw error;
  }
}

/** A stack for as long as the work lasts. */
export async function withStack<T>(
  client: CloudFormationClient,
  name: string,
  template: object,
  work: (stack: MadeStack) => Promise<T>,
  more: Partial<CreateStackCommandInput> = {},
): Promise<T> {
  try {
    return await work(await makeStack(client, name, template, more));
  } finally {
    await removeStack(client, name);
  }
}
