import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';

const PAUSE_MS = 5;
const DEADLINE_MS = 30_000;

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
export async function atRest(client: CloudFormationClient, StackName: string): Promise<MadeStack> {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await sleep(PAUSE_MS)) {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const { StackStatus: status = '', StackId: id = '', Outputs = [] } = stack ?? {};
    const outputs = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue = '' }) => [OutputKey, OutputValue]));
    if (status === 'REVIEW_IN_PROGRESS' || !status.endsWith('_IN_PROGRESS')) return { id, status, outputs };
  }
  throw new Error(`stack ${StackName} has not come to rest within ${DEADLINE_MS / 1000} seconds`);
}

/** Whatever became of it; whether it is gone already is no matter. */
export async function removeStack(client: CloudFormationClient, StackName: string): Promise<void> {
  try {
    const guard = { StackName, EnableTerminationProtection: false };
    await client.send(new UpdateTerminationProtectionCommand(guard));
    await client.send(new DeleteStackCommand({ StackName }));
    await atRest(client, StackName);
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
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
