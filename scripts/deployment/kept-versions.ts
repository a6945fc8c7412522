import { accessAdvice } from '../aws/access-advice.ts';
import type { AwsClients } from '../aws/clients.ts';
import { awsFailure, describeFailure } from '../aws/errors.ts';
import { nextStep } from '../aws/stack-status.ts';
import { describeStack } from '../aws/stacks.ts';
import { UserError } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';
import { type Environment, stackName } from '../template/environment.ts';
import { readTemplate } from '../template/repository.ts';
import { versionedSecrets } from '../template/versioned-secrets.ts';

/**
 * The environment with the version of each secret that a stack has and the environment's file does not name, so that a
 * deployment does not undo what `npm run rotate-key` did. Only stacks with such a secret are asked for.
 */
export async function withKeptVersions(
  root: string,
  environment: Environment,
  stacks: readonly string[],
  clients: (region: string) => AwsClients,
): Promise<Environment> {
  let changed = environment;
  for (const stack of stacks) {
    changed = withParameters(changed, stack, await keptIn(root, environment, stack, clients));
  }
  return changed;
}

async function keptIn(
  root: string,
  environment: Environment,
  stack: string,
  clients: (region: string) => AwsClients,
): Promise<Record<string, string>> {
  const given = environment.stacks[stack]?.parameters ?? {};
  const open = versionedSecrets(await readTemplate(root, stack)).filter(
    ({ parameter }) => !Object.hasOwn(given, parameter),
  );
  if (open.length === 0) return {};
  const region = environment.stacks[stack]?.region ?? environment.region;
  const regional = clients(region);
  const deployed = await describeStack(regional, stackName(environment, stack)).catch((error: unknown) => {
    const failure = awsFailure(error);
    const advice = accessAdvice(error, regional.endpoint);
    throw failure === null ? error : (advice ?? new UserError(plain(describeFailure(failure)), { cause: error }));
  });
  // A stack that is made anew has a new secret, without the versions of the old one.
  if (deployed === null || nextStep(deployed.status).kind === 'recreate') return {};
  return Object.fromEntries(
    open.flatMap(({ parameter }) => {
      const version = deployed.parameters[parameter];
      return version ? [[parameter, version]] : [];
    }),
  );
}

/** The environment, with these parameters of a stack in place of those that its file gives. */
export function withParameters(
  environment: Environment,
  stack: string,
  parameters: Record<string, string>,
): Environment {
  if (Object.keys(parameters).length === 0) return environment;
  const written = environment.stacks[stack] ?? { region: null, parameters: {}, skip: null };
  const changed = { ...written, parameters: { ...written.parameters, ...parameters } };
  return { ...environment, stacks: { ...environment.stacks, [stack]: changed } };
}
