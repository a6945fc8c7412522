import type { DeployResult } from './events.ts';

/** A variable of the GitHub repository, or of one of its environments. Nothing in them is secret. */
export interface GitHubVariable {
  name: string;
  value: string;
  /** The GitHub environment; null: the repository's. */
  environment: string | null;
}

/** Of the repository, named after the environment: jobs that plan run in no GitHub environment. */
const OF_REPOSITORY: readonly [name: string, output: string][] = [
  ['PLAN_PR_ROLE_ARN', 'PlanPullRequestRoleArn'],
  ['PLAN_MAIN_ROLE_ARN', 'PlanMainRoleArn'],
];

/** Of the GitHub environments, which have to be made first: by output, and the end of the environment's name. */
const OF_ENVIRONMENTS: readonly [name: string, output: string, suffix: string][] = [
  ['DEPLOY_ROLE_ARN', 'DeployRoleArn', ''],
  ['BACKUP_ROLE_ARN', 'BackupRoleArn', '-backup'],
  ['BACKUP_BUCKET', 'BackupBucket', '-backup'],
  ['RESTORE_ROLE_ARN', 'RestoreRoleArn', '-restore'],
  ['BACKUP_BUCKET', 'BackupBucket', '-restore'],
  ['DRIFT_ROLE_ARN', 'DriftRoleArn', '-drift'],
  ['BACKUP_BUCKET', 'BackupBucket', '-drift'],
];

/** Whom backups are told by and to: parameters of the stack, of the environment for backups. */
const OF_PARAMETERS: readonly [name: string, parameter: string][] = [
  ['BACKUP_MAIL_FROM', 'BackupMailFrom'],
  ['BACKUP_MAIL_TO', 'BackupMailTo'],
];

/** `DEV_EU` of `dev-eu`: how the names of an environment's variables begin. */
export function variablePrefix(environment: string): string {
  return environment.toUpperCase().replaceAll('-', '_');
}

/** What the workflows need to know of an environment, once its bootstrap stack is deployed. */
export function gitHubVariables(result: DeployResult, region: string): GitHubVariable[] {
  const { environment, accountId, stacks, plan } = result;
  const outputs = stacks.find(({ stack }) => stack === 'bootstrap')?.outputs ?? {};
  const parameters = plan.stacks.find(({ stack }) => stack === 'bootstrap')?.parameters ?? {};
  const prefix = variablePrefix(environment);
  const of = (output: string, name: string, where: string | null) =>
    outputs[output] ? [{ name, value: outputs[output], environment: where }] : [];
  return [
    { name: 'AWS_REGION', value: region, environment: null },
    { name: `${prefix}_ACCOUNT_ID`, value: accountId, environment: null },
    ...OF_REPOSITORY.flatMap(([name, output]) => of(output, `${prefix}_${name}`, null)),
    ...OF_ENVIRONMENTS.flatMap(([name, output, suffix]) => of(output, name, `${environment}${suffix}`)),
    ...OF_PARAMETERS.flatMap(([name, parameter]) => {
      const value = parameters[parameter];
      return value ? [{ name, value, environment: `${environment}-backup` }] : [];
    }),
  ];
}
