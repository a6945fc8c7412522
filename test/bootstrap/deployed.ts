import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import type { Issuer } from '../../scripts/embedded/oidc/issuer.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { type Actor, actor, type Credentials } from '../../scripts/scenario/clients.ts';
import { trustedIssuer } from '../../scripts/scenario/issuer.ts';
import { jobActors, type Purpose } from '../../scripts/scenario/jobs.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';

export interface Bootstrap {
  aws: EmbeddedAws;
  /** In place of GitHub; the account trusts it. */
  issuer: Issuer;
  owner: Actor;
  outputs: Record<string, string>;
  /** What a job gets with its token. */
  jobCredentials(purpose: Purpose): Promise<Credentials>;
  stop(): Promise<void>;
}

/** An embedded AWS of its own with the bootstrap stack of `local`. @param parameters in place of the environment's */
export async function deployBootstrap(parameters?: Record<string, string>): Promise<Bootstrap> {
  const folder = await temporaryFolder();
  const aws = await start(folder);
  const stop = async () => {
    await aws.stop();
    await remove(folder);
  };
  const { endpoint, region, credentials } = aws;
  const environment = await readEnvironment(projectFolder, 'local', { AWS_ENDPOINT_URL: endpoint });
  if (parameters) environment.stacks.bootstrap = { region: null, skip: null, parameters };
  const { ok, stacks } = await deployEnvironment({
    ...{ root: projectFolder, environment, stacks: ['bootstrap'] },
    clients: (region) => awsClients({ region, endpoint, credentials }),
    ...{ signal: new AbortController().signal, report: () => {} },
  });
  if (!ok) {
    await stop();
    throw new Error(JSON.stringify(stacks, null, 1));
  }
  const [issuer, owner] = [await trustedIssuer(aws), actor(endpoint, region, credentials)];
  const outputs = stacks[0]?.outputs ?? {};
  const job = jobActors({ ...aws, issuer }, owner, outputs);
  const jobCredentials = async (purpose: Purpose) => (await job(purpose)).sts.config.credentials();
  return { aws, issuer, owner, outputs, jobCredentials, stop };
}
