import type { DeployResult } from '../deployment/events.ts';

/**
 * The variables of the GitHub repository, named after the environment, by the output that each has its value from. Jobs
 * that plan run in no GitHub environment. Nothing in them is secret.
 */
const VARIABLES: readonly [name: string, output: string][] = [
  ['PLAN_PR_ROLE_ARN', 'PlanPullRequestRoleArn'],
  ['PLAN_MAIN_ROLE_ARN', 'PlanMainRoleArn'],
];

/** Those of the GitHub environments, which have to be made first: by output, and the end of the environment's name. */
const OF_ENVIRONMENTS: readonly [name: string, output: string, suffix: string][] = [
  ['DEPLOY_ROLE_ARN', 'DeployRoleArn', ''],
  ['BACKUP_ROLE_ARN', 'BackupRoleArn', '-backup'],
  ['RESTORE_ROLE_ARN', 'RestoreRoleArn', '-restore'],
  ['DRIFT_ROLE_ARN', 'DriftRoleArn', '-drift'],
  ['BACKUP_BUCKET', 'BackupBucket', '-backup'],
  ['BACKUP_BUCKET', 'BackupBucket', '-restore'],
  ['BACKUP_BUCKET', 'BackupBucket', '-drift'],
];

/** The commands that set them, a line each. */
export function variableLines({ environment, accountId, stacks }: DeployResult, region: string): string[] {
  const outputs = stacks.find(({ stack }) => stack === 'bootstrap')?.outputs ?? {};
  const set = (name: string, value: string, more = '') => `gh variable set ${name} --body ${value}${more}`;
  const upper = environment.toUpperCase().replaceAll('-', '_');
  return [
    set('AWS_REGION', region),
    set(`${upper}_ACCOUNT_ID`, accountId),
    ...VARIABLES.flatMap(([name, output]) => (outputs[output] ? [set(`${upper}_${name}`, outputs[output])] : [])),
    ...OF_ENVIRONMENTS.flatMap(([name, output, suffix]) =>
      outputs[output] ? [set(name, outputs[output], ` --env ${environment}${suffix}`)] : [],
    ),
  ];
}
