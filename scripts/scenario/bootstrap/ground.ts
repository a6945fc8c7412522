import { randomBytes } from 'node:crypto';
import { type AwsClients, awsClients } from '../../aws/clients.ts';
import type { Actor } from '../clients.ts';
import { type Jobs, jobsOf, type Purpose } from '../jobs.ts';
import { isDenial } from '../refusal.ts';
import type { Refusal, Stage } from '../scenario.ts';

/** The deployed bootstrap stack, on which the parts stand. */
export interface Ground {
  stage: Stage;
  jobs: Jobs;
  /** `<prefix>-<environment>`: how the names of stacks and roles begin. */
  name: string;
  prefix: string;
  environment: string;
  artifacts: string;
  backups: string;
}

export const denied: Refusal['decision'] = 'ImplicitlyDenied';
export const forbidden: Refusal['decision'] = 'ExplicitlyDenied';

export async function groundOf(stage: Stage): Promise<Ground> {
  const jobs = await jobsOf(stage.owner, stage.outputs);
  const { ArtifactBucket: artifacts = '', BackupBucket: backups = '' } = stage.outputs;
  const { name, environment, parameters } = jobs;
  return { stage, jobs, name, environment, prefix: parameters.Prefix ?? '', artifacts, backups };
}

/** A name that nobody else has, for what a part makes. */
export function freshName(): string {
  return `x${randomBytes(4).toString('hex')}`;
}

/** The project's own clients, as an actor. */
export async function clientsOf(
  { endpoint, region }: Pick<Stage, 'endpoint' | 'region'>,
  actor: Pick<Actor, 'sts'>,
): Promise<AwsClients> {
  return awsClients({ region, endpoint, credentials: await actor.sts.config.credentials() });
}

export async function jobClients({ stage }: Ground, purpose: Purpose): Promise<AwsClients> {
  return clientsOf(stage, await stage.job(purpose));
}

/** A region in which the environment has nothing. */
export function otherRegion({ region }: Pick<Stage, 'region'>): string {
  return region === 'eu-west-1' ? 'eu-central-1' : 'eu-west-1';
}

/**
 * What gets past IAM, though what it is about is not there or not in the state for it: for what must be refused on things
 * that no scenario should touch.
 */
export async function pastIam(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (isDenial(error) || status === undefined || status >= 500) throw error;
  });
}
