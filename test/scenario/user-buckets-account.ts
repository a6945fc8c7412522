import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { type Actor, actor } from '../../scripts/scenario/clients.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';

export interface Account {
  aws: EmbeddedAws;
  owner: Actor;
  outputs: Record<string, string>;
  stop(): Promise<void>;
}

/** An embedded AWS of its own with the user buckets deployed. */
export async function userBucketsAccount(): Promise<Account> {
  const folder = await temporaryFolder();
  const aws = await start(folder);
  const stop = async () => {
    await aws.stop();
    await remove(folder);
  };
  try {
    const { endpoint, region, credentials } = aws;
    const environment = await readEnvironment(projectFolder, 'local', { AWS_ENDPOINT_URL: endpoint });
    const { stacks, findings } = await deployEnvironment({
      root: projectFolder,
      environment,
      stacks: ['bootstrap', 'user-buckets'],
      clients: (region) => awsClients({ region, endpoint, credentials }),
      signal: new AbortController().signal,
      report: () => {},
    });
    const outputs = stacks.find(({ stack }) => stack === 'user-buckets')?.outputs ?? {};
    if (!outputs.UserTableName) throw new Error(JSON.stringify({ stacks, findings }));
    return { aws, owner: actor(endpoint, region, credentials), outputs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
