import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsClients } from '../aws/clients.ts';
import { listResources } from '../aws/resources.ts';
import { nextStep } from '../aws/stack-status.ts';
import { describeStack } from '../aws/stacks.ts';
import { UserError } from '../cli/errors.ts';
import { type Environment, stackName } from '../template/environment.ts';
import type { ChosenSecret } from './choose.ts';
import type { Secret } from './versions.ts';

/** The deployed secret. */
export interface Found {
  stackName: string;
  secret: Secret;
  /** The version that the stack's parameter names; empty: none. */
  version: string;
}

/** @throws UserError when the stack or its secret is not there */
export async function foundIn(
  environment: Environment,
  { stack, logicalId, parameter }: ChosenSecret,
  clients: AwsClients,
  client: SecretsManagerClient,
): Promise<Found> {
  const name = stackName(environment, stack);
  const advice = `npm run deploy -- --environment ${environment.name} ${stack}`;
  const deployed = await describeStack(clients, name);
  if (deployed === null || /^(re)?create$/.test(nextStep(deployed.status).kind)) {
    throw new UserError(`there is no stack ${name} in ${clients.region}: ${advice}`);
  }
  const resources = await listResources(clients, deployed.id);
  const resource = resources.find((one) => one.logicalId === logicalId && one.status !== 'DELETE_COMPLETE');
  if (!resource?.physicalId) throw new UserError(`stack ${name} has no ${logicalId} yet: ${advice}`);
  const version = deployed.parameters[parameter] ?? '';
  return { stackName: name, secret: { client, id: resource.physicalId }, version };
}
