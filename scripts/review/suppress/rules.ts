import type { Severity } from '../../template/finding.ts';

export interface SuppressionRule {
  id: 'suppression-expired' | 'suppression-malformed' | 'suppression-unused';
  severity: Severity;
  /** One line: what is wrong. */
  summary: string;
  why: string;
}

/** They look at suppressions and not at documents, so they stand beside the other rules. */
export const SUPPRESSION_RULES: readonly SuppressionRule[] = [
  {
    id: 'suppression-expired',
    severity: 'error',
    summary: 'A suppression whose last day is over',
    why: 'A risk is accepted for a time: then someone decides again whether the reason still holds.',
  },
  {
    id: 'suppression-malformed',
    severity: 'error',
    summary: 'A suppression that does not say what it covers, why and until when',
    why: 'It covers nothing, and whoever wrote it believes that it does.',
  },
  {
    id: 'suppression-unused',
    severity: 'warning',
    summary: 'A suppression of a finding that is not there',
    why: 'It would wait for the next grant that looks the same and cover that unseen.',
  },
];

/** What no suppression may cover: the word about suppressions, and files that nobody has reviewed. */
const TOLD_ALWAYS = ['unreadable-file', 'reviewer-changed'];

export function isSuppressible(rule: string): boolean {
  return !TOLD_ALWAYS.includes(rule) && !SUPPRESSION_RULES.some(({ id }) => id === rule);
}
