import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { accessAdvice } from '../aws/access-advice.ts';
import type { AwsClients } from '../aws/clients.ts';
import { awsFailure, describeFailure } from '../aws/errors.ts';
import { UserError } from '../cli/errors.ts';
import type { DeployEvent, DeployResult } from '../deployment/events.ts';
import { deployEnvironment, deployResult } from '../deployment/execution/deploy.ts';
import { withParameters } from '../deployment/kept-versions.ts';
import { type DeploymentOptions, openDeployment } from '../deployment/opening.ts';
import type { Environment } from '../template/environment.ts';
import { type ChosenSecret, chooseSecret } from './choose.ts';
import { finish } from './finish.ts';
import { type PinPlace, pinPlace } from './pin.ts';
import { randomSecret } from './random-secret.ts';
import type { Rotation } from './report.ts';
import { type Found, foundIn } from './target.ts';
import { putPending, type Versions, versionsOf } from './versions.ts';

export interface RotateOptions {
  root: string;
  environment: Environment;
  /** `stack` or `stack/LogicalId`; undefined: the only one there is. */
  wanted: string | undefined;
  clients(region: string): AwsClients;
  /** As the same caller in the same region. */
  secrets(clients: AwsClients): SecretsManagerClient;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  report(event: DeployEvent): void;
  /** A line about what is going on with the secret; never its value. */
  note(line: string): void;
}

/**
 * Gives a stack a new version of a secret. The label AWSPENDING is at the new version from its making until all is done,
 * so a run that ended anywhere between is taken up by the next one; until the stack has the new version the old one works.
 */
export async function rotateKey(options: RotateOptions): Promise<Rotation> {
  const { root, environment, signal } = options;
  const chosen = await chooseSecret(root, environment, options.wanted);
  const place = await pinPlace(root, environment, chosen.stack, chosen.parameter);
  const deployment = deploymentOf(options, chosen);
  const opened = await openDeployment(deployment);
  const nothing = { version: null, previousVersion: null, file: null };
  if (opened.findings.length > 0) {
    return rotation(environment, chosen, {
      ...nothing,
      deployment: deployResult(deployment, opened, [], opened.findings),
    });
  }
  const region = opened.targets.get(chosen.stack)?.region ?? environment.region;
  const clients = opened.account.clients(region);
  try {
    return await rotateIn(options, { chosen, place, deployment, clients });
  } catch (error) {
    signal.throwIfAborted();
    const failure = awsFailure(error);
    if (failure === null) throw error;
    const advice = accessAdvice(error, clients.endpoint);
    throw advice ?? new UserError(`${describeFailure(failure)}; run it again when that is mended, and it goes on`);
  }
}

interface Steps {
  chosen: ChosenSecret;
  place: PinPlace | null;
  deployment: DeploymentOptions;
  clients: AwsClients;
}

async function rotateIn(options: RotateOptions, { chosen, place, deployment, clients }: Steps): Promise<Rotation> {
  const { environment, signal } = options;
  const found = await foundIn(environment, chosen, clients, options.secrets(clients));
  const before = await versionsOf(found.secret);
  signal.throwIfAborted();
  const version = await versionFor(options, chosen, found, before, place);
  const result = await deployEnvironment({
    ...deployment,
    environment: withParameters(environment, chosen.stack, { [chosen.parameter]: version }),
  });
  const previousVersion = before.current === version ? before.previous : before.current;
  if (result.ok) await finish({ chosen, found, clients, place, version });
  return rotation(environment, chosen, {
    ...{ version, previousVersion, deployment: result },
    file: result.ok ? (place?.file ?? null) : null,
  });
}

/** The version that an earlier run began with, or a new one. */
async function versionFor(
  { environment, note }: RotateOptions,
  chosen: ChosenSecret,
  found: Found,
  before: Versions,
  place: PinPlace | null,
): Promise<string> {
  const name = `${chosen.stack}/${chosen.logicalId}`;
  const { pending, current } = before;
  // One that is current already and that the stack lacks is nobody's unfinished work.
  if (pending !== null && (pending !== current || pending === found.version)) {
    note(`${name}: going on with version ${pending}, which an earlier run put there`);
    return pending;
  }
  refuseOldCheckout(environment, chosen, found, current, place);
  const version = await putPending(found.secret, randomSecret(chosen.recipe));
  note(`${name}: put a new version ${version} there, which nothing uses yet`);
  return version;
}

/**
 * A rotation that is done is in the environment's file. Where the file lacks it, the rest of the checkout is likely to be
 * older than what is deployed, too.
 */
function refuseOldCheckout(
  { stacks }: Environment,
  { stack, parameter }: ChosenSecret,
  { stackName, version }: Found,
  current: string | null,
  place: PinPlace | null,
): void {
  const written = stacks[stack]?.parameters[parameter] ?? '';
  if (place === null || version === '' || version !== current || version === written) return;
  throw new UserError(
    `stack ${stackName} has version ${version}, which ${place.file} does not name: somebody rotated it since this checkout. Pull, or write ${parameter}: '${version}' below stacks.${stack}.parameters; then run this again`,
  );
}

function deploymentOf(
  { root, environment, clients, signal, env, report }: RotateOptions,
  { stack, keys }: ChosenSecret,
) {
  // To replace these is what was asked for; whatever else would lose data is held as ever.
  const wishes = { allowReplace: keys.map((key) => `${stack}/${key}`) };
  return { root, environment, stacks: [stack], clients, signal, env, report, wishes } satisfies DeploymentOptions;
}

function rotation(
  { name }: Environment,
  { stack, logicalId }: ChosenSecret,
  rest: Pick<Rotation, 'version' | 'previousVersion' | 'file'> & { deployment: DeployResult },
): Rotation {
  return { formatVersion: 1, environment: name, stack, secret: logicalId, ...rest };
}
