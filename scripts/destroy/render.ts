import { plain } from '../cli/plain.ts';
import type { Destroyed, DestroyPlan } from './destroy.ts';

/** What would go, what stays behind, and what is in the way. */
export function planLines({ stacks, held }: DestroyPlan): string[] {
  if (stacks.length === 0) return ['nothing is deployed'];
  const shown = stacks.flatMap(({ stack, state, resources, dataAtRisk }) => [
    `${stack}: ${state.name}, ${resources.length === 1 ? '1 resource' : `${resources.length} resources`}`,
    ...dataAtRisk.map(({ logicalId, type, physicalId, loses, kept }) =>
      kept === 'Retain'
        ? `${stack}:   stays  ${logicalId}  ${type}  ${physicalId ?? ''}`
        : `${stack}:   goes   ${logicalId}  ${type}  ${physicalId ?? ''}: ${loses}`,
    ),
  ]);
  return [...shown, ...held.map((line) => `held: ${line}`)].map(plain);
}

export function resultLines(results: readonly Destroyed[]): string[] {
  return results.map(({ stack, status, cause }) =>
    plain(`${stack}: ${status}${cause ? `: ${cause.logicalId ? `${cause.logicalId}: ` : ''}${cause.message}` : ''}`),
  );
}
