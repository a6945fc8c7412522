import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { type Actor, actor, type Credentials } from '../../scripts/scenario/clients.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { type ClaimedJob, claimsOf } from '../../scripts/embedded/oidc/claims.ts';
import { createIssuer, type Issuer } from '../../scripts/embedded/oidc/issuer.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';
import { GITHUB } from './roles.ts';

/** What jobs ask GitHub's tokens to be for. */
export const AUDIENCE = 'sts.amazonaws.com';

export interface Bootstrap {
  aws: EmbeddedAws;
  /** In place of GitHub; the account trusts it. */
  issuer: Issuer;
  owner: Actor;
  outputs: Record<string, string>;
  stop(): Promise<void>;
}

/** An embedded AWS of its own with the bootstrap stack of `local`, and with the roles for GitHub. */
export async function deployBootstrap(given: Record<string, string> = {}): Promise<Bootstrap> {
  const folder = await temporaryFolder();
  const aws = await start(folder);
  const issuer = await createIssuer();
  aws.trustIssuer(issuer.issuer, issuer.keys, [AUDIENCE]);
  const stop = async () => {
    await aws.stop();
    await remove(folder);
  };
  const { endpoint, region, credentials } = aws;
  const local = await readEnvironment(projectFolder, 'local', { AWS_ENDPOINT_URL: endpoint });
  // The embedded AWS has no resource type for the provider, and asks for none.
  const parameters = { ...GITHUB, MakeOidcProvider: 'false', ...given };
  const environment = { ...local, stacks: { ...local.stacks, bootstrap: { region: null, skip: null, parameters } } };
  const { ok, stacks } = await deployEnvironment({
    ...{ root: projectFolder, environment, stacks: ['bootstrap'] },
    clients: (region) => awsClients({ region, endpoint, credentials }),
    ...{ signal: new AbortController().signal, report: () => {} },
  });
  const owner = actor(endpoint, region, credentials);
  if (ok) return { aws, issuer, owner, outputs: stacks[0]?.outputs ?? {}, stop };
  await stop();
  throw new Error(JSON.stringify(stacks, null, 1));
}

/** Of `local` and its repository: the job that a role is for, which a test changes. */
export function jobOf(purpose: string, more: Partial<ClaimedJob> = {}): Record<string, string> {
  const environment = purpose === 'deploy' ? 'local' : `local-${purpose}`;
  const pull = { event: 'pull_request', ref: 'refs/pull/1/merge', baseRef: 'main', headRef: 'change' };
  const job: ClaimedJob = {
    ...{ repository: GITHUB.GitHubRepository, event: 'push', ref: 'refs/heads/main', sha: '0'.repeat(40) },
    ...{ workflow: 'deploy.yml', actor: 'somebody', runId: '1' },
    environment: purpose.startsWith('plan-') ? null : environment,
    ...(purpose === 'plan-pr' && pull),
  };
  return claimsOf({ ...job, ...more });
}

/** Assumes a role of `local` with a token; the owner's client signs nothing for it. */
export async function assume({ aws, owner }: Bootstrap, purpose: string, WebIdentityToken: string) {
  const RoleArn = `arn:aws:iam::${aws.accountId}:role/stackwarden-local-${purpose}`;
  const input = { RoleArn, RoleSessionName: 'test', WebIdentityToken };
  const { Credentials } = await owner.sts.send(new AssumeRoleWithWebIdentityCommand(input));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** The credentials of the job that a role of `local` is for. */
export async function jobCredentials(bootstrap: Bootstrap, purpose: string): Promise<Credentials> {
  const token = await bootstrap.issuer.sign(jobOf(purpose), { audience: AUDIENCE });
  return assume(bootstrap, purpose, token);
}
