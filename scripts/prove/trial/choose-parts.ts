import { isDenied } from '../../scenario/refusal.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { touches } from '../mutants/touches.ts';
import type { Baseline, PartRecord } from './baseline.ts';

/**
 * The parts of the scenario in which a mutant can show, the quickest first: those that make a call, or are refused one,
 * which the change may decide anew. In all others it runs as if nothing had been changed.
 */
export function partsFor(mutant: Mutant, { parts }: Baseline): string[] {
  return parts
    .filter((part) => mayShow(mutant, part))
    .sort((one, other) => one.took - other.took)
    .map(({ title }) => title);
}

function mayShow({ sense, touched }: Mutant, { checks, refusals }: PartRecord): boolean {
  if (sense === 'wider' && refusals.length === 0) return false;
  const wanted = sense === 'wider';
  return checks.some((check) => isDenied(check) === wanted && touches(touched, check));
}
