import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import type { DeployResult } from '../deployment/events.ts';
import { variableLines } from './variables.ts';

/** What GitHub has to be told, after the deploy itself was. */
export function showVariables(result: DeployResult, repository: string, region: string, out: Output): void {
  const variables = result.ok ? variableLines(result, region) : [];
  if (variables.length > 0) {
    out.say();
    out.say(plain(`Set these in ${repository}, after making the environments that they name:`));
  }
  for (const line of variables) out.say(`  ${line}`);
  out.document({ ...result, variables });
}
