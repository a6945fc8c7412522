import type { Reviewed } from '../access/model.ts';
import type { Severity } from '../template/finding.ts';
import type { ReportedFinding } from './report.ts';

/** `files` is the sum of templates, documents, ignored and unreadable ones. */
export interface Summary {
  files: number;
  templates: number;
  /** Policy documents in files of their own, included by a template or not. */
  documents: number;
  ignored: Reviewed['ignored'];
  /** Files of which nothing could be read. */
  unreadable: number;
  findings: Record<Severity, number>;
  /** Findings of the list that a suppression covers; `findings` does not count them. */
  suppressed: number;
  /** Findings that the base has too: they are not in the list. */
  unchanged: number;
}

export function summaryOf(
  { templates, documents, ignored, unreadable }: Reviewed,
  findings: readonly ReportedFinding[],
  unchanged: number,
): Summary {
  const ofTemplates = new Set(templates.map(({ file }) => file));
  const all = [...documents, ...templates.flatMap((template) => template.documents)];
  const ofDocuments = new Set(all.map((document) => document.at([]).file).filter((file) => !ofTemplates.has(file)));
  const known = new Set([...ofTemplates, ...ofDocuments, ...ignored.map(({ file }) => file)]);
  const unread = new Set(unreadable.map(({ file }) => file).filter((file) => !known.has(file)));
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity && !one.suppressed).length;
  return {
    files: known.size + unread.size,
    templates: ofTemplates.size,
    documents: ofDocuments.size,
    ignored,
    unreadable: unread.size,
    findings: { error: count('error'), warning: count('warning'), suggestion: count('suggestion') },
    suppressed: findings.filter(({ suppressed }) => suppressed).length,
    unchanged,
  };
}
