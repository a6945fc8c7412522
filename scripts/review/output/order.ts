import type { Severity } from '../../template/finding.ts';
import type { Report, ReportedFinding } from '../report.ts';
import { REVIEWER_CHANGED } from '../reviewer-changed.ts';

const RANK: Record<Severity, number> = { error: 0, warning: 1, suggestion: 2 };

/** Without a base every line counts. Of the files that decide what runs, those count that are gone as well. */
export function onChangedLine({ changedLines }: Pick<Report, 'changedLines'>, finding: ReportedFinding): boolean {
  if (changedLines === null || finding.rule === REVIEWER_CHANGED) return true;
  return changedLines.get(finding.file)?.has(finding.line) === true;
}

/** For places that show only the first ones: errors first, of those the ones on changed lines. */
export function mostUrgentFirst(
  report: Pick<Report, 'changedLines'>,
  findings: readonly ReportedFinding[],
): ReportedFinding[] {
  const rank = (one: ReportedFinding) => 2 * RANK[one.severity] + (onChangedLine(report, one) ? 0 : 1);
  return [...findings].sort((one, other) => rank(one) - rank(other));
}
