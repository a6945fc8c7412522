import { environmentFrom } from './environment-file.ts';
import { listRepositoryFolder, readRepositoryFile } from './files.ts';
import { mistake, mistakeAt } from './mistake.ts';
import { didYouMean } from './near-names.ts';
import { hasNoEcho } from './no-echo.ts';
import { listStacks, NAME } from './repository.ts';
import { parseSettings, type Source } from './source.ts';

const FOLDER = 'templates/environments';

export interface EnvironmentStack {
  /** Null: the environment's. */
  region: string | null;
  parameters: Record<string, string>;
  /** Beside the environment's, and before those of the same key. */
  tags?: Record<string, string>;
  /** Why deploys leave the stack out here, or null. */
  skip: string | null;
  /** They do, and it is there all the same: people deploy it, with their own permissions. */
  byPeople?: true;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackConfiguration.html */
export interface Rollback {
  /** Names of CloudWatch alarms of the stack's account and region, one to five. */
  alarms: string[];
  /** How long they are watched after the operation, 0 to 180 minutes. */
  minutes: number;
}

export interface Environment {
  name: string;
  region: string;
  /** The only account that this environment may be deployed to; null: any. */
  account: string | null;
  prefix: string;
  tags: Record<string, string>;
  /** Termination protection. */
  protect: boolean;
  /** The name of the role that CloudFormation deploys with; null: the caller's own permissions. */
  serviceRole: string | null;
  /** Which resources an update may touch: a stack policy, as it is sent; null: all. */
  stackPolicy: Record<string, unknown> | null;
  /** Alarms that roll an operation back; null: none. */
  rollback: Rollback | null;
  stacks: Record<string, EnvironmentStack>;
  /** The file it was read from, for positions in messages; absent when it was made in code. */
  source?: Source;
}

/** The names of the environments of a repository, sorted. */
export async function listEnvironments(root: string): Promise<string[]> {
  const names = (await listRepositoryFolder(root, FOLDER)).map((entry) => /^(.*)\.yaml$/.exec(entry)?.[1] ?? '');
  return names.filter((name) => NAME.test(name));
}

/** What to do where there is none yet. */
export function firstEnvironment(name: string): string {
  const account = name === 'local' ? '' : "account: '<12-digit id>', ";
  return `write ${FOLDER}/${name}.yaml, for example {region: us-east-1, ${account}prefix: demo, stacks: {}}`;
}

/**
 * Reads `templates/environments/<name>.yaml`. Variables come from `env`: any in `account`, and in parameters
 * `${AWS_ENDPOINT_URL}` and `${AWS_ENDPOINT_PORT}`, which name an embedded AWS. Offline, where no account is ever met, one
 * that is not set leaves the account open and the parameter as it is written.
 */
export async function readEnvironment(
  root: string,
  name: string,
  env: NodeJS.ProcessEnv,
  { offline = false }: { offline?: boolean } = {},
): Promise<Environment> {
  const file = `${FOLDER}/${name}.yaml`;
  const text = NAME.test(name) ? await readRepositoryFile(root, file) : null;
  if (text === null) {
    const known = await listEnvironments(root);
    if (known.includes(name)) throw mistake(`${file}: a link to nothing; put the file itself there`);
    const problem = `no environment is called '${name}'`;
    throw mistake(
      known.length === 0
        ? `${problem}: ${firstEnvironment(NAME.test(name) ? name : 'dev')}`
        : problem + didYouMean(name, known),
    );
  }
  return environmentFrom(parseSettings(text, file), { name, env, offline, stacks: await listStacks(root) });
}

/** The environment as it is for who looks at everything that is there, whoever deploys it. */
export function withStacksOfPeople(environment: Environment): Environment {
  const stacks = Object.entries(environment.stacks).map(([stack, settings]) => [
    stack,
    settings.byPeople ? { ...settings, skip: null } : settings,
  ]);
  return { ...environment, stacks: Object.fromEntries(stacks) };
}

/** The stacks that an environment does not skip. */
export function presentStacks({ stacks }: Pick<Environment, 'stacks'>): string[] {
  return Object.entries(stacks).flatMap(([stack, { skip }]) => (skip === null ? [stack] : []));
}

/** The tags of a stack's resources: the environment's, and its own before them. */
export function stackTags({ tags, stacks }: Environment, stack: string): Record<string, string> {
  return { ...tags, ...stacks[stack]?.tags };
}

/** The name that CloudFormation knows a stack by. */
export function stackName({ prefix, name }: Environment, stack: string): string {
  return `${prefix}-${name}-${stack}`;
}

/** `accountId` and `region` may be pseudo parameters: packaging offline writes them for `Fn::Sub`. */
export function artifactBucket({ prefix, name }: Environment, accountId: string, region: string): string {
  const bucket = `${prefix}-${name}-artifacts-${accountId}-${region}`;
  if (!bucket.includes('${') && bucket.length > 63) {
    throw mistake(`the bucket name ${bucket} is longer than the 63 characters of S3: shorten the environment's prefix`);
  }
  return bucket;
}

/**
 * The parameters to deploy a stack with: the environment's, and `Prefix` and `Environment` where the template declares
 * them. Those that keep their default are absent.
 */
export function templateParameters(source: Source, environment: Environment, stack: string): Record<string, string> {
  const declared = declaredParameters(source);
  const given = environment.stacks[stack]?.parameters ?? {};
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) throw unknownParameter(source, environment, stack, name, Object.keys(declared));
    if (hasNoEcho(declared[name])) throw secretParameter(environment, stack, name);
  }
  const own: Record<string, string> = { Prefix: environment.prefix, Environment: environment.name };
  const parameters: [string, string][] = [];
  for (const [name, declaration] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? given[name] : Object.hasOwn(own, name) ? own[name] : undefined;
    if (value !== undefined) parameters.push([name, value]);
    else if (!hasDefault(declaration)) throw missingParameter(source, environment, stack, name);
  }
  return Object.fromEntries(parameters);
}

function declaredParameters({ value }: Source): Record<string, unknown> {
  const parameters = (value as { Parameters?: unknown } | null)?.Parameters;
  return typeof parameters === 'object' && parameters !== null ? (parameters as Record<string, unknown>) : {};
}

function hasDefault(declaration: unknown): boolean {
  return typeof declaration === 'object' && declaration !== null && Object.hasOwn(declaration, 'Default');
}

function unknownParameter(source: Source, environment: Environment, stack: string, name: string, known: string[]) {
  const message = `${source.file} has no parameter '${name}'${didYouMean(name, known)}`;
  const position = environment.source?.keyAt(['stacks', stack, 'parameters', name]);
  return position ? mistakeAt(position, message) : mistake(`environment ${environment.name}: ${message}`);
}

/** The file is in the repository, and a deploy's logs are read by more people than the secret is for. */
function secretParameter(environment: Environment, stack: string, name: string) {
  const message = `the parameter ${name} is declared with NoEcho, and a secret has no place in this file: keep it in Secrets Manager and name it by {{resolve:secretsmanager:…}} in the template`;
  const position = environment.source?.at(['stacks', stack, 'parameters', name]);
  return position ? mistakeAt(position, message) : mistake(`environment ${environment.name}: ${message}`);
}

function missingParameter(source: Source, environment: Environment, stack: string, name: string) {
  const where = `${FOLDER}/${environment.name}.yaml`;
  const position = source.keyAt(['Parameters', name]);
  return mistakeAt(
    position,
    `the parameter ${name} has no default: give it in ${where} under stacks.${stack}.parameters`,
  );
}
