import type { AccessChange, UndecidedAccess } from '../access/changes.ts';
import type { Unresolved } from '../access/model.ts';
import type { ReviewFinding } from './check.ts';
import type { Summary } from './summary.ts';

export interface ReportedFinding extends ReviewFinding {
  /** A suppression that is valid and says why covers it: it is told, and fails nothing. */
  suppressed: boolean;
}

/** Everything that a review says, whatever the form in which it is told. */
export interface Report {
  /** In the order of file, line, rule; with a base only those that the change caused. */
  findings: readonly ReportedFinding[];
  access: readonly AccessChange[];
  undecided: readonly UndecidedAccess[];
  unresolved: readonly Unresolved[];
  summary: Summary;
  /** The git ref that the change starts from, as it was given; null when everything is reviewed. */
  base: string | null;
  /** The lines of the head that the change wrote, by file; null without a base. */
  changedLines: ReadonlyMap<string, ReadonlySet<number>> | null;
}
