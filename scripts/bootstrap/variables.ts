import type { DeployResult } from '../deployment/events.ts';
import { gitHubVariables } from '../deployment/github-variables.ts';

/** The commands that set the variables in GitHub, a line each. */
export function variableLines(result: DeployResult, region: string): string[] {
  return gitHubVariables(result, region).map(
    ({ name, value, environment }) =>
      `gh variable set ${name} --body ${value}${environment === null ? '' : ` --env ${environment}`}`,
  );
}
