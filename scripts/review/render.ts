import { findingText } from '../template/finding.ts';
import type { ReviewFinding } from './check.ts';
import type { Unresolved } from './model.ts';
import type { Summary } from './summary.ts';

export function reviewLines(
  findings: readonly ReviewFinding[],
  unresolved: readonly Unresolved[],
  { templates, documents, ignored, unreadable, findings: counts }: Summary,
): string[] {
  const { error, warning, suggestion } = counts;
  return [
    ...findings.map((finding) => `${findingText(finding)} [${finding.rule}]`),
    `${templates} templates and ${documents} policy documents reviewed, ${ignored.length} files ignored, ${unreadable} not readable`,
    `${error} errors, ${warning} warnings, ${suggestion} suggestions; ${unresolved.length} expressions are not known before deploying`,
  ];
}
