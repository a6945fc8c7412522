import { isDeepStrictEqual } from 'node:util';
import {
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/** Termination protection keeps a stack from being deleted by anybody. */
export async function protectStack({ cloudformation }: CloudFormation, name: string, isOn = true): Promise<void> {
  await cloudformation.send(
    new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: isOn }),
  );
}

/** Puts the stack policy in place unless the stack has just this one. */
export async function setStackPolicy(
  { cloudformation }: CloudFormation,
  name: string,
  policy: Record<string, unknown>,
): Promise<void> {
  const { StackPolicyBody: present } = await cloudformation.send(new GetStackPolicyCommand({ StackName: name }));
  if (present && isDeepStrictEqual(JSON.parse(present), policy)) return;
  await cloudformation.send(new SetStackPolicyCommand({ StackName: name, StackPolicyBody: JSON.stringify(policy) }));
}
