import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { type Actor, actor, type Credentials } from '../../scripts/scenario/clients.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';
import { GITHUB } from './roles.ts';

export interface Bootstrap {
  aws: EmbeddedAws;
  owner: Actor;
  outputs: Record<string, string>;
  stop(): Promise<void>;
}

/** An embedded AWS of its own with the bootstrap stack of `local`, and with the roles for GitHub. */
export async function deployBootstrap(given: Record<string, string> = {}): Promise<Bootstrap> {
  const folder = await temporaryFolder();
  const aws = await start(folder);
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
  if (ok) return { aws, owner: actor(endpoint, region, credentials), outputs: stacks[0]?.outputs ?? {}, stop };
  await stop();
  throw new Error(JSON.stringify(stacks, null, 1));
}

/** A token as GitHub's; who signed it is not looked at here. */
export function tokenOf(claims: Record<string, string>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iss = 'https://token.actions.githubusercontent.com';
  const exp = Math.floor(Date.now() / 1000) + 600;
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss, exp, ...claims })}.${Buffer.from('x').toString('base64url')}`;
}

/** The credentials of a job that GitHub runs: in `local` for a deploy, else in the environment `local-<purpose>`. */
export async function jobCredentials({ aws, owner }: Bootstrap, purpose: string): Promise<Credentials> {
  const environment = purpose === 'deploy' ? 'local' : `local-${purpose}`;
  const WebIdentityToken = tokenOf({ sub: `repo:org/repo:environment:${environment}`, aud: 'sts.amazonaws.com' });
  const RoleArn = `arn:aws:iam::${aws.accountId}:role/stackwarden-local-${purpose}`;
  const input = { RoleArn, RoleSessionName: 'test', WebIdentityToken };
  const { Credentials } = await owner.sts.send(new AssumeRoleWithWebIdentityCommand(input));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
