import { placeArtifact } from '../aws/artifacts.ts';
import { type AwsClients, awsClients } from '../aws/clients.ts';
import { callerIdentity } from '../aws/identity.ts';
import { UserError } from '../cli/errors.ts';
import { artifactBucket, type Environment } from '../template/environment.ts';
import type { Artifact, Identity } from '../template/package.ts';

/** The account that the credentials belong to, with the artifact buckets of its regions. */
export interface Destination {
  identity(region: string): Identity;
  upload(region: string, artifact: Artifact): Promise<'uploaded' | 'present'>;
}

/** Asks who the caller is, once, and refuses an account that is not the environment's. */
export async function awsDestination(environment: Environment): Promise<Destination> {
  const byRegion = new Map<string, AwsClients>();
  const clientsOf = (region: string) => {
    const clients = byRegion.get(region) ?? awsClients({ region });
    byRegion.set(region, clients);
    return clients;
  };
  const { accountId, partition } = await callerIdentity(clientsOf(environment.region));
  if (environment.account !== null && environment.account !== accountId) {
    throw new UserError(
      `the credentials belong to account ${accountId}, environment ${environment.name} to ${environment.account}: use credentials of that account`,
    );
  }
  return {
    identity: (region) => ({ accountId, region, partition }),
    upload: async (region, { key, sha256, body }) => {
      const bucket = artifactBucket(environment, accountId, region);
      const upload = { environment: environment.name, bucket, accountId, key, sha256, body };
      return (await placeArtifact(clientsOf(region), upload)).outcome;
    },
  };
}
