import { type IAMClient, ListOpenIDConnectProvidersCommand } from '@aws-sdk/client-iam';
import { UserError } from '../cli/errors.ts';
import { allRemotes } from '../git/remotes.ts';
import type { Environment } from '../template/environment.ts';

const PROVIDER = 'oidc-provider/token.actions.githubusercontent.com';

/** What the environment's file says of GitHub for the bootstrap stack. */
export interface GitHubSettings {
  repository: string;
  makesProvider: boolean;
}

/**
 * The repository whose workflows get the roles. It has to stand in the environment's file: a later deploy without it would
 * take the roles away.
 * @throws UserError with the lines to add
 */
export async function gitHubSettings(root: string, environment: Environment): Promise<GitHubSettings> {
  const parameters = environment.stacks.bootstrap?.parameters ?? {};
  const repository = parameters.GitHubRepository;
  if (repository) return { repository, makesProvider: parameters.MakeOidcProvider !== 'false' };
  const found = (await allRemotes(root)).flatMap((url) => repositoryOf(url) ?? [])[0];
  throw new UserError(
    `name the GitHub repository in templates/environments/${environment.name}.yaml, under stacks.bootstrap.parameters: GitHubRepository: ${found ?? 'organisation/repository'}`,
  );
}

/** `org/repo` of `git@github.com:org/repo.git` or `https://github.com/org/repo`; null for anything else. */
export function repositoryOf(url: string): string | null {
  const path = /^(?:https:\/\/(?:[^@/]*@)?|ssh:\/\/git@|git@)github\.com[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    url,
  );
  return path?.[1] ?? null;
}

/**
 * An account has one identity provider for GitHub, whoever made it.
 * @throws UserError with the line to add when it is there and not ours, or when it is missing and nobody makes it
 */
export async function checkProvider(
  iam: IAMClient,
  { makesProvider }: GitHubSettings,
  isOurs: boolean,
  environment: string,
): Promise<void> {
  const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
  const isThere = OpenIDConnectProviderList.some(({ Arn = '' }) => Arn.endsWith(PROVIDER));
  const place = `templates/environments/${environment}.yaml, under stacks.bootstrap.parameters`;
  if (isThere && makesProvider && !isOurs) {
    throw new UserError(
      `the account has GitHub's identity provider already: add to ${place}: MakeOidcProvider: 'false'`,
    );
  }
  if (!isThere && !makesProvider) {
    throw new UserError(`the account does not have GitHub's identity provider: remove MakeOidcProvider from ${place}`);
  }
}
