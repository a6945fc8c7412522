/** What `permissions` of a job gives its token. */
export type Permissions = Record<string, 'read' | 'write'>;

/** A job as a workflow's file has it; what is not named here is passed on as it is. */
export interface Job {
  name?: string;
  needs?: string | string[];
  if?: unknown;
  uses?: string;
  with?: Record<string, unknown>;
  environment?: string | { name: string; url?: string };
  permissions?: Permissions | string;
  outputs?: Record<string, string>;
  steps?: Record<string, unknown>[];
  [more: string]: unknown;
}

export interface Workflow {
  name?: string;
  on: unknown;
  permissions?: Permissions | string;
  jobs: Record<string, Job>;
  [more: string]: unknown;
}

/**
 * A job that runs by itself: one of the workflow, or one of a workflow that a job of it calls. act gives all jobs of a
 * call the same variables and tokens, and here each has its own.
 */
export interface Unit {
  /** `plan`, or `dev/plan` where the job `dev` calls a workflow with a job `plan`. */
  id: string;
  job: string;
  /** The job that calls the workflow that this one is in. */
  caller: string | null;
  /** The file below .github/workflows that it stands in. */
  file: string;
  permissions: Permissions;
}

/** How a job ended, by GitHub's words. */
export type Result = 'success' | 'failure' | 'skipped' | 'cancelled';

export interface Ended {
  result: Result;
  outputs: Record<string, string>;
}

/** What a job tells people beside its log. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  title: string | null;
  file: string | null;
  line: string | null;
  message: string;
}

export interface JobReport extends Ended {
  unit: Unit;
  /** The GitHub environment; null: it has none. */
  environment: string | null;
  /** Markdown. */
  summary: string;
  annotations: Annotation[];
  /** The last lines of its log. */
  log: string[];
}

export interface Trigger {
  /** `pull_request`, `push`, `workflow_dispatch`, `schedule` */
  event: string;
  payload: Record<string, unknown>;
  inputs: Record<string, string>;
  /** `refs/heads/main` */
  ref: string;
  sha: string;
  baseRef: string;
  headRef: string;
  /** From a fork: GitHub gives its jobs no write permission and no OIDC token. */
  isFork: boolean;
  actor: string;
}
