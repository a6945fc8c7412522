import { danglingPrincipals } from './dangling.ts';
import type { DeployedFinding, Subject } from './drift-findings.ts';
import { liveFinding } from './finding.ts';

/** Principals of a deployed policy that are gone. */
export function danglingFindings(subject: Subject, deployed: unknown): DeployedFinding[] {
  const { name, physical, what, logicalId, at } = subject;
  return danglingPrincipals(deployed).map((id) => ({
    ...liveFinding({
      rule: 'dangling-principal',
      severity: 'error',
      message: `the deployed ${what} of ${name} (${physical}) names ${id}, a ${id.startsWith('AROA') ? 'role' : 'user'} that was deleted: one of the same name does not get its access back`,
      fix: 'deploy the stack again with the ARN of the principal that is meant, or take the statement away',
      ...{ at, logicalId },
      same: [what, id],
    }),
    ...{ subject: name, access: null },
  }));
}
