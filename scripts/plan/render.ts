import { plain } from '../cli/plain.ts';
import type { PlanFailure } from '../deployment/planning/plan-environment.ts';

/** Stacks that could not be planned, and why. */
export function failureLines(failures: readonly PlanFailure[]): string[] {
  return failures.map(({ stack, cause }) => {
    const place = cause.logicalId === null ? '' : `${cause.logicalId} (${cause.type}): `;
    return plain(`${stack}: could not be planned: ${place}${cause.message}`);
  });
}
