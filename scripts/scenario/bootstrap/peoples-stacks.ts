import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
  RollbackStackCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { forbidden, type Ground, otherRegion, pastIam } from './ground.ts';

/** What deploy does to its own stacks. */
const CALLS: Record<string, (client: CloudFormationClient, StackName: string, prefix: string) => Promise<unknown>> = {
  ContinueUpdateRollback: (client, StackName) => client.send(new ContinueUpdateRollbackCommand({ StackName })),
  ExecuteChangeSet: (client, StackName, prefix) =>
    client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: `${prefix}-0` })),
  RollbackStack: (client, StackName) => client.send(new RollbackStackCommand({ StackName })),
  SetStackPolicy: (client, StackName) =>
    client.send(new SetStackPolicyCommand({ StackName, StackPolicyBody: '{"Statement":[]}' })),
  UpdateTerminationProtection: (client, StackName) =>
    client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: false })),
  DeleteStack: (client, StackName) => client.send(new DeleteStackCommand({ StackName })),
};

/**
 * No deploy touches what people deploy: what audits it, and what gives it its rights. Tried in a region in which there is
 * neither, so that nothing is lost if it can.
 */
export async function peoplesStacks({ stage, name, prefix }: Ground): Promise<void> {
  for (const stack of ['audit', 'bootstrap']) {
    await stage.part(`deploy: does nothing to ${stack}`, async () => {
      const region = otherRegion(stage);
      const { sts } = await stage.job('deploy');
      const credentials = await sts.config.credentials();
      const client = new CloudFormationClient({ endpoint: stage.endpoint, region, credentials, maxAttempts: 1 });
      for (const [operation, call] of Object.entries(CALLS)) {
        await stage.refused(
          `deploy does no ${operation} with ${stack}`,
          { action: `cloudformation:${operation}`, decision: forbidden },
          () => pastIam(call(client, `${name}-${stack}`, prefix)),
        );
      }
    });
  }
}
