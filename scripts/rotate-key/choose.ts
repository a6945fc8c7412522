import { UserError } from '../cli/errors.ts';
import type { Environment } from '../template/environment.ts';
import { mistake, mistakeAt } from '../template/mistake.ts';
import { didYouMean } from '../template/near-names.ts';
import { listStacks, readTemplate } from '../template/repository.ts';
import type { Source } from '../template/source.ts';
import { madeOfVersion, versionedSecrets } from '../template/versioned-secrets.ts';
import { type Recipe, recipeOf } from './random-secret.ts';

/** A secret of the repository whose version a parameter carries. */
export interface ChosenSecret {
  stack: string;
  logicalId: string;
  parameter: string;
  recipe: Recipe;
  /** The logical ids of the API keys that are made of it. */
  keys: string[];
}

/**
 * The secret that was asked for.
 * @param wanted `stack` or `stack/LogicalId`; undefined: the only one of all stacks that the environment does not skip
 */
export async function chooseSecret(
  root: string,
  environment: Environment,
  wanted: string | undefined,
): Promise<ChosenSecret> {
  const [stack, logicalId] = wanted?.split('/') ?? [];
  const stacks =
    stack === undefined ? await unskipped(root, environment) : [await namedStack(root, environment, stack)];
  const found = (await Promise.all(stacks.map((name) => secretsOf(root, name)))).flat();
  const fitting = logicalId === undefined ? found : found.filter((secret) => secret.logicalId === logicalId);
  const [first, second] = fitting;
  if (first === undefined) throw noSecret(stacks, logicalId, found);
  if (second !== undefined) throw new UserError(`name the secret to rotate: one of ${namesOf(fitting).join(', ')}`);
  const { source, ...secret } = first;
  const recipe = recipeOf(source, secret.logicalId);
  const made = madeOfVersion(source, secret);
  if (made.length === 0) throw nothingMade(source, secret.parameter);
  // With the version they are replaced, which is what a new version is for.
  const keys = made.filter(({ type }) => type === 'AWS::ApiGateway::ApiKey').map(({ logicalId: key }) => key);
  return { ...secret, recipe, keys };
}

async function unskipped(root: string, { stacks }: Environment): Promise<string[]> {
  return (await listStacks(root)).filter((stack) => (stacks[stack]?.skip ?? null) === null);
}

async function namedStack(root: string, environment: Environment, stack: string): Promise<string> {
  const known = await listStacks(root);
  if (!known.includes(stack)) throw mistake(`no stack is called '${stack}'${didYouMean(stack, known)}`);
  const reason = environment.stacks[stack]?.skip ?? null;
  if (reason === null) return stack;
  throw mistake(`environment ${environment.name} skips stack ${stack}: ${reason}`);
}

async function secretsOf(root: string, stack: string) {
  const source = await readTemplate(root, stack);
  return versionedSecrets(source).map((secret) => ({ ...secret, stack, source }));
}

function namesOf(secrets: readonly { stack: string; logicalId: string }[]): string[] {
  return secrets.map(({ stack, logicalId }) => `${stack}/${logicalId}`);
}

function noSecret(stacks: string[], logicalId: string | undefined, found: { stack: string; logicalId: string }[]) {
  const where = stacks.length === 1 ? `stack ${stacks[0]}` : 'this repository';
  if (found.length > 0) {
    const known = found.map((secret) => secret.logicalId);
    return mistake(`${where} has no secret '${logicalId}' that can be rotated${didYouMean(logicalId ?? '', known)}`);
  }
  return mistake(
    `${where} has no secret that can be rotated: its Metadata has to say Stackwarden: {VersionParameter: <parameter>}`,
  );
}

/** A new version would change nothing, and the secret would say that something uses it. */
function nothingMade(source: Source, parameter: string) {
  return mistakeAt(
    source.keyAt(['Parameters', parameter]),
    `no resource is made of ${parameter}: name it where the secret is used, as in {{resolve:secretsmanager:<secret>:SecretString:::\${${parameter}}}}`,
  );
}
