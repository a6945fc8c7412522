/** What a job's token says of it. */
export interface ClaimedJob {
  /** `organisation/repository`. */
  repository: string;
  /** `push`, `pull_request`, … */
  event: string;
  /** `refs/heads/main`; of a pull request `refs/pull/1/merge`. */
  ref: string;
  sha: string;
  environment: string | null;
  /** The file's name below `.github/workflows`. */
  workflow: string;
  /** What the file calls itself; its path where it has no name. */
  workflowName?: string;
  actor: string;
  runId: string;
  /** Of a pull request: the branch that it is for, and its own. */
  baseRef?: string;
  headRef?: string;
}

const BELOW = '.github/workflows';

/**
 * The claims that GitHub gives of such a job, as far as they follow from it: the ids of the repository, its owner and
 * the actor are GitHub's to know.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export function claimsOf(job: ClaimedJob): Record<string, string> {
  const { repository, ref, sha, environment } = job;
  const path = `${BELOW}/${job.workflow}`;
  const workflowRef = `${repository}/${path}@${ref}`;
  return {
    sub: subjectOf(job),
    repository,
    repository_owner: repository.split('/', 1)[0] ?? '',
    ...(environment !== null && { environment }),
    ref,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha,
    event_name: job.event,
    base_ref: job.baseRef ?? '',
    head_ref: job.headRef ?? '',
    actor: job.actor,
    workflow: job.workflowName ?? path,
    workflow_ref: workflowRef,
    workflow_sha: sha,
    // A job that calls no workflow of others is of its own.
    job_workflow_ref: workflowRef,
    job_workflow_sha: sha,
    run_id: job.runId,
    run_number: '1',
    run_attempt: '1',
    runner_environment: 'github-hosted',
  };
}

/** A trust that names a branch never holds for a job with an environment: GitHub names the first of these alone. */
function subjectOf({ repository, environment, event, ref }: ClaimedJob): string {
  const of = `repo:${repository}`;
  if (environment !== null) return `${of}:environment:${withoutColons(environment)}`;
  return event === 'pull_request' ? `${of}:pull_request` : `${of}:ref:${withoutColons(ref)}`;
}

/** A colon separates the parts of a subject, so that one inside a name must not. */
function withoutColons(text: string): string {
  return text.replaceAll(':', '%3A');
}
