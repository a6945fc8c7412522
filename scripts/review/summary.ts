import type { Severity } from '../template/finding.ts';
import type { ReviewFinding } from './check.ts';
import type { Reviewed } from './model.ts';

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
  suppressed: number;
  /** Findings that were there before the change. */
  unchanged: number;
}

export function summaryOf(
  { templates, documents, ignored, unreadable }: Reviewed,
  findings: readonly ReviewFinding[],
): Summary {
  const ofTemplates = new Set(templates.map(({ file }) => file));
  const all = [...documents, ...templates.flatMap((template) => template.documents)];
  const ofDocuments = new Set(all.map((document) => document.at([]).file).filter((file) => !ofTemplates.has(file)));
  const known = new Set([...ofTemplates, ...ofDocuments, ...ignored.map(({ file }) => file)]);
  const unread = new Set(unreadable.map(({ file }) => file).filter((file) => !known.has(file)));
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    files: known.size + unread.size,
    templates: ofTemplates.size,
    documents: ofDocuments.size,
    ignored,
    unreadable: unread.size,
    findings: { error: count('error'), warning: count('warning'), suggestion: count('suggestion') },
    suppressed: 0,
    unchanged: 0,
  };
}
