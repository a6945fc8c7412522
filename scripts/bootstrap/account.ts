import { IAMClient } from '@aws-sdk/client-iam';
import { accessAdvice } from '../aws/access-advice.ts';
import { type AwsClients, annotate, connectionOf } from '../aws/clients.ts';
import { awsFailure, describeFailure } from '../aws/errors.ts';
import { listResources } from '../aws/resources.ts';
import { describeStack } from '../aws/stacks.ts';
import { UserError } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';
import { type Environment, stackName } from '../template/environment.ts';
import { checkProvider, type GitHubSettings } from './github.ts';

/**
 * Compares the account's identity provider with the environment's file, before anything is written.
 * @throws UserError when they do not fit, or when the credentials may not look
 */
export async function checkAccount(
  clients: AwsClients,
  environment: Environment,
  settings: GitHubSettings,
): Promise<void> {
  const iam = iamClient(clients);
  try {
    const isOurs = await hasProvider(clients, stackName(environment, 'bootstrap'));
    await checkProvider(iam, settings, isOurs, environment.name);
  } catch (error) {
    throw accessAdvice(error, clients.endpoint) ?? refused(error);
  } finally {
    iam.destroy();
  }
}

async function hasProvider(clients: AwsClients, name: string): Promise<boolean> {
  const present = await describeStack(clients, name);
  const resources = present === null ? [] : await listResources(clients, present.id);
  return resources.some(({ type, status }) => type === 'AWS::IAM::OIDCProvider' && status !== 'DELETE_COMPLETE');
}

function iamClient(clients: AwsClients): IAMClient {
  const iam = new IAMClient(connectionOf(clients));
  annotate(iam, 'iam');
  return iam;
}

function refused(error: unknown): unknown {
  const failure = awsFailure(error);
  if (failure === null) return error;
  const message = plain(`cannot look at the account's identity providers: ${describeFailure(failure)}`);
  return new UserError(message, { cause: error });
}
