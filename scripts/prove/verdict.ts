import type { Mutant } from './mutants/mutant.ts';
import type { Outcome } from './trial/trial.ts';

/** What shows a mutant by rule: a call of AWS that would be denied, or an attack on one that would not. */
export interface RuleEvidence {
  use: string;
  page: string;
  attack: string | null;
}

/** What is known of one change. */
export interface Verdict {
  mutant: Mutant;
  status: Status;
  evidence: Evidence | null;
}

/**
 * `proven`: a scenario missed it, or let somebody in. `by rule`: a call that AWS makes, or an attack on one, is decided
 * otherwise. `excess`: nobody misses it. `untested`: nobody would notice. `unclear`: the scenario failed for another reason.
 */
type Status = 'proven' | 'by rule' | 'excess' | 'untested' | 'unclear';

type Evidence = Exclude<Outcome, { kind: 'survived' }> | ({ kind: 'by rule' } & RuleEvidence);

/** Less access that nobody misses was too much of it; a condition that nobody misses, or a door, was never tried. */
export function verdictOf(mutant: Mutant, outcome: Outcome, rule: RuleEvidence | null): Verdict {
  if (outcome.kind === 'missed' || outcome.kind === 'got in') return { mutant, status: 'proven', evidence: outcome };
  if (rule) return { mutant, status: 'by rule', evidence: { kind: 'by rule', ...rule } };
  if (outcome.kind === 'unclear') return { mutant, status: 'unclear', evidence: outcome };
  return { mutant, status: isGrant(mutant) ? 'excess' : 'untested', evidence: null };
}

/** An action, a resource or a principal that an Allow gives. */
export function isGrant({ sense, effect, element }: Mutant): boolean {
  return sense === 'narrower' && effect === 'Allow' && element !== 'condition';
}
