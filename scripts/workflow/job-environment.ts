import { projectFolder } from '../cli/project.ts';
import { claimsOf } from '../embedded/oidc/claims.ts';
import { dotenv } from './dotenv.ts';
import type { Host } from './host.ts';
import type { Permissions, Trigger, Unit } from './model.ts';

/** What is the same for all jobs of a run. */
export interface Surrounding {
  host: Host;
  trigger: Trigger;
  runId: string;
  /** Of act's artifact store. */
  port: number;
  /** The texts of the steps that the repository's workflows share. */
  steps: string[];
}

/** What a job is given, in the forms that act takes. */
export interface JobEnvironment {
  env: string;
  secrets: string;
  vars: Record<string, string>;
  /** Its tokens are good for nothing from then on. */
  end(): void;
}

/** Variables, tokens and addresses of one job: a token has the permissions that the workflow says, and no more. */
export async function environmentOf(
  unit: Unit,
  environment: string | null,
  workflowName: string | undefined,
  { host, trigger, runId }: Surrounding,
): Promise<JobEnvironment> {
  const permissions = trigger.isFork ? readOnly(unit.permissions) : unit.permissions;
  const token = host.gitHub.jobToken(permissions);
  const claims = claimsOf({
    ...{ repository: host.name, event: trigger.event, ref: trigger.ref, sha: trigger.sha, environment, runId },
    ...{ workflow: unit.file, actor: trigger.actor, baseRef: trigger.baseRef, headRef: trigger.headRef },
    ...(workflowName !== undefined && { workflowName }),
  });
  const identity = permissions['id-token'] === 'write' ? host.gitHub.idToken(claims) : null;
  return {
    env: dotenv({ ...defaults(host, trigger, runId), ...(identity !== null && reachingAws(host, identity)) }),
    secrets: dotenv({ GITHUB_TOKEN: token }),
    vars: variablesOf(host, environment),
    end() {
      for (const one of [token, identity?.token]) if (one !== undefined) host.gitHub.revoke(one);
    },
  };
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables */
function defaults(host: Host, { ref, sha, baseRef, headRef }: Trigger, runId: string): Record<string, string> {
  return {
    GITHUB_SERVER_URL: host.gitHub.url,
    GITHUB_API_URL: host.gitHub.apiUrl,
    GITHUB_REPOSITORY: host.name,
    GITHUB_REPOSITORY_OWNER: host.name.split('/', 1)[0] ?? '',
    GITHUB_RUN_ID: runId,
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ...(baseRef !== '' && { GITHUB_BASE_REF: baseRef, GITHUB_HEAD_REF: headRef }),
    // act's name for GITHUB_SHA, which it would else take from its own folder.
    SHA_REF: sha,
    // Each job checks out anew; packages and tools are this checkout's, where the lock files are.
    STACKWARDEN_SET_UP: projectFolder,
    // No search for an instance's role, and none of the person's own profiles.
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    // Steps run on a terminal of act's.
    NO_COLOR: '1',
    PAGER: 'cat',
  };
}

/** Without a token to ask for, a job does not learn where AWS is. */
function reachingAws({ aws }: Host, { url, token }: { url: string; token: string }): Record<string, string> {
  return { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token, AWS_ENDPOINT_URL: aws.endpoint };
}

/** A GitHub environment's variables win over the repository's. */
function variablesOf({ variables }: Host, environment: string | null): Record<string, string> {
  const of = (where: string | null) => variables.filter((one) => one.environment === where);
  const all = [...of(null), ...(environment === null ? [] : of(environment))];
  return Object.fromEntries(all.map(({ name, value }) => [name, value]));
}

/** "Permissions for the GITHUB_TOKEN", GitHub Docs: what a fork's pull request gets, whatever the file says. */
function readOnly(permissions: Permissions): Permissions {
  const { 'id-token': _, ...rest } = permissions;
  return Object.fromEntries(Object.keys(rest).map((name) => [name, 'read' as const]));
}
