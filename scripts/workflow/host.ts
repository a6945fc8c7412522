import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonTool } from '../cli/project.ts';
import type { DeployEvent } from '../deployment/events.ts';
import type { GitHubVariable } from '../deployment/github-variables.ts';
import { createIssuer, type Issuer } from '../embedded/oidc/issuer.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../embedded/start.ts';
import { bootstrapped, trustedRepository } from './account.ts';
import { stageActions } from './actions.ts';
import { type GitHub, type GitHubOptions, startGitHub } from './github/github.ts';
import { type LocalRepository, openRepository } from './repository.ts';

/** The audience that configure-aws-credentials asks its token for. */
const AUDIENCE = 'sts.amazonaws.com';
const UNNAMED = 'local/stackwarden';

export interface HostOptions {
  root: string;
  /** Where the account is kept. */
  state: string;
  fresh: boolean;
  signal: AbortSignal;
  report(event: DeployEvent): void;
  /** Folders of actions' own code, by `owner/name`; the others are stand-ins. */
  ownCode: ReadonlyMap<string, string>;
  gitHub?: Pick<GitHubOptions, 'onExchange' | 'instead'>;
}

/** What GitHub and AWS are for jobs that run on this machine. */
export interface Host {
  root: string;
  aws: EmbeddedAws;
  gitHub: GitHub;
  issuer: Issuer;
  repository: LocalRepository;
  /** `organisation/repository` */
  name: string;
  variables: GitHubVariable[];
  /** Folders of third-party actions, by `owner/name`. */
  actions: ReadonlyMap<string, string>;
  /** For what lasts as long as the host. */
  folder: string;
  stop(): Promise<void>;
}

/** Starts the embedded AWS with the roles of every environment, and the local stand-ins of GitHub. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { root, state, fresh, signal } = options;
  await mkdir(state, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'stackwarden-workflow-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const aws = await startEmbeddedAws({ folder: state, port: 0, fresh, python: pythonTool('python'), signal });
    ends.push(() => aws.stop());
    const issuer = await createIssuer();
    aws.trustIssuer(issuer.issuer, issuer.keys, [AUDIENCE]);
    const name = (await trustedRepository(root, aws)) ?? UNNAMED;
    const repository = await openRepository(root, join(folder, 'git'), name);
    const gitHub = await startGitHub({ repository: name, gitFolder: repository.folder, issuer, ...options.gitHub });
    ends.push(() => gitHub.close());
    const variables = await bootstrapped({ root, aws, repository: name, signal, report: options.report });
    const actions = await actionFolders(join(folder, 'actions'), options.ownCode);
    return { root, aws, gitHub, issuer, repository, name, variables, actions, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function actionFolders(folder: string, ownCode: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const staged = await stageActions(folder);
  return new Map([...staged.map((one) => [one.name, one.folder] as const), ...ownCode]);
}
