import { type AwsClients, awsClients } from '../aws/clients.ts';
import { UserError } from '../cli/errors.ts';
import type { DeployEvent } from '../deployment/events.ts';
import { deployEnvironment } from '../deployment/execution/deploy.ts';
import { type GitHubVariable, gitHubVariables, variablePrefix } from '../deployment/github-variables.ts';
import type { EmbeddedAws } from '../embedded/start.ts';
import { type Environment, listEnvironments, readEnvironment } from '../template/environment.ts';

export interface Bootstrapping {
  root: string;
  aws: EmbeddedAws;
  repository: string;
  signal: AbortSignal;
  report(event: DeployEvent): void;
}

/** The environments that jobs deploy to: those that name an account. In each of them the account is the embedded one. */
async function deployedTo({ root, aws }: Pick<Bootstrapping, 'root' | 'aws'>): Promise<Environment[]> {
  const names = await listEnvironments(root);
  const accounts = names.map((name) => [`${variablePrefix(name)}_ACCOUNT_ID`, aws.accountId]);
  const env = { ...Object.fromEntries(accounts), AWS_ENDPOINT_URL: aws.endpoint };
  const all = await Promise.all(names.map((name) => readEnvironment(root, name, env)));
  return all.filter(({ account }) => account !== null).map((one) => ({ ...one, account: aws.accountId }));
}

/**
 * Deploys what a person does with `npm run bootstrap`, for every environment, and gives what they would then tell GitHub.
 * GitHub's identity provider is the front's trust in the local issuer: the embedded AWS has no resource type for one.
 */
export async function bootstrapped(options: Bootstrapping): Promise<GitHubVariable[]> {
  const variables: GitHubVariable[] = [];
  for (const environment of await deployedTo(options)) {
    const { root, aws, signal, report } = options;
    const result = await deployEnvironment({
      ...{ root, environment: byPerson(environment, options.repository), stacks: ['bootstrap'], signal, report },
      clients: (region): AwsClients => awsClients({ region, endpoint: aws.endpoint, credentials: aws.credentials }),
    });
    if (!result.ok) {
      const cause = result.stacks.find((stack) => stack.cause)?.cause?.message ?? 'see above';
      throw new UserError(`the bootstrap stack of ${environment.name} could not be deployed: ${cause}`);
    }
    variables.push(...gitHubVariables(result, environment.region));
  }
  return variables;
}

function byPerson(environment: Environment, repository: string): Environment {
  const { bootstrap } = environment.stacks;
  const parameters = { ...bootstrap?.parameters, GitHubRepository: repository, MakeOidcProvider: 'false' };
  const stacks = { ...environment.stacks, bootstrap: { region: null, ...bootstrap, skip: null, parameters } };
  return { ...environment, serviceRole: null, stacks };
}

/** The repository that the environments' files trust; null: none names one. */
export async function trustedRepository(root: string, aws: EmbeddedAws): Promise<string | null> {
  const environments = await deployedTo({ root, aws });
  return environments.map(({ stacks }) => stacks.bootstrap?.parameters.GitHubRepository).find(Boolean) ?? null;
}
