import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { type ClaimedJob, claimsOf } from '../embedded/oidc/claims.ts';
import type { Issuer } from '../embedded/oidc/issuer.ts';
import { type Actor, actor, type Credentials } from './clients.ts';
import { AUDIENCE } from './issuer.ts';
import type { Stage } from './scenario.ts';
import type { Setting as SettingOfStage } from './stage.ts';

/** What a role that bootstrap makes is for, as its name ends. */
export type Purpose = 'plan-pr' | 'plan-main' | 'deploy' | 'backup' | 'restore' | 'drift';

/** What a token says otherwise than that of the job that the role is for. */
export interface TokenChanges extends Partial<ClaimedJob> {
  /** The subject itself, which else follows from the job. */
  sub?: string;
  audience?: string;
}

/** The deployed bootstrap stack, as far as jobs have to do with it. */
export interface Jobs {
  /** `<prefix>-<environment>`: how the names of its roles begin. */
  name: string;
  environment: string;
  /** `organisation/repository`; empty: there are no roles for jobs. */
  repository: string;
  parameters: Record<string, string>;
}

/** @throws for the outputs of any other stack */
export async function jobsOf({ cloudformation }: Actor, outputs: Record<string, string>): Promise<Jobs> {
  const [, name] = /:role\/(.+)-operator$/.exec(outputs.OperatorRoleArn ?? '') ?? [];
  if (name === undefined) throw new Error('the stack bootstrap alone has roles for jobs');
  const { Stacks: [stack] = [] } = await cloudformation.send(
    new DescribeStacksCommand({ StackName: `${name}-bootstrap` }),
  );
  const parameters = Object.fromEntries(
    (stack?.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
  );
  const { Environment: environment = '', GitHubRepository: repository = '' } = parameters;
  return { name, environment, repository, parameters };
}

/** The job that a role is for. */
export function jobOf(
  purpose: Purpose,
  { repository, environment }: Pick<Jobs, 'repository' | 'environment'>,
): ClaimedJob {
  const pull = { event: 'pull_request', ref: 'refs/pull/1/merge', baseRef: 'main', headRef: 'change' };
  const suffix = purpose === 'deploy' ? '' : `-${purpose}`;
  return {
    ...{ repository, event: 'push', ref: 'refs/heads/main', sha: '0'.repeat(40) },
    ...{ workflow: 'deploy.yml', actor: 'somebody', runId: '1' },
    environment: purpose.startsWith('plan-') ? null : `${environment}${suffix}`,
    ...(purpose === 'plan-pr' && pull),
  };
}

/** How the subject of that job's token ends, after the repository's name. */
export function subjectEnd(purpose: Purpose, jobs: Pick<Jobs, 'repository' | 'environment'>): string {
  const { sub = '' } = claimsOf(jobOf(purpose, jobs));
  return sub.slice(`repo:${jobs.repository}:`.length);
}

interface Assuming {
  owner: Actor;
  accountId: string;
  issuer: Issuer;
  jobs: Jobs;
}

/** The credentials that a job gets with its token. */
async function assumeAsJob(
  { owner, accountId, issuer, jobs }: Assuming,
  purpose: Purpose,
  { audience = AUDIENCE, sub, ...changes }: TokenChanges = {},
): Promise<Credentials> {
  const claims = claimsOf({ ...jobOf(purpose, jobs), ...changes });
  const WebIdentityToken = await issuer.sign({ ...claims, ...(sub !== undefined && { sub }) }, { audience });
  const RoleArn = `arn:aws:iam::${accountId}:role/${jobs.name}-${purpose}`;
  // STS takes no signature here: the token says who it is.
  const { Credentials } = await owner.sts.send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'scenario', WebIdentityToken }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

type Setting = Pick<SettingOfStage, 'endpoint' | 'region' | 'accountId' | 'issuer'>;

/** Jobs by their purpose; a session is asked for once. */
export function jobActors(setting: Setting, owner: Actor, outputs: Record<string, string>): Stage['job'] {
  const { endpoint, region, accountId, issuer } = setting;
  const sessions = new Map<Purpose, Promise<Actor>>();
  let known: Promise<Jobs> | undefined;
  const open = async (purpose: Purpose, changes?: TokenChanges) => {
    known ??= jobsOf(owner, outputs);
    const credentials = await assumeAsJob({ owner, accountId, issuer, jobs: await known }, purpose, changes);
    return actor(endpoint, region, credentials);
  };
  return (purpose, changes) => {
    if (changes !== undefined) return open(purpose, changes);
    const session = sessions.get(purpose) ?? open(purpose);
    sessions.set(purpose, session);
    return session;
  };
}
