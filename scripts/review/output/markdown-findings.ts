import { inCode, inProse } from '../../cli/markdown/escape.ts';
import type { Section } from '../../cli/markdown/fitted.ts';
import type { Severity } from '../../template/finding.ts';
import type { ReportedFinding } from '../report.ts';

const BADGES: Record<Severity, string> = {
  error: '<strong>error</strong>',
  warning: '<strong>warning</strong>',
  suggestion: 'suggestion',
};

export function findingsSection(title: string, findings: readonly ReportedFinding[], isFolded: boolean): Section {
  return {
    before: isFolded ? `<details><summary>${title}: ${findings.length}</summary>\n<ul>` : `### ${title}\n\n<ul>`,
    entries: findings.map(item),
    leftOut: (count) => `<li>${count} more are left out.</li>`,
    after: isFolded ? '</ul>\n</details>' : '</ul>',
    isFolded,
  };
}

function item({ file, line, column, severity, message, fix, rule }: ReportedFinding): string {
  const place = inCode(`${file}:${line}:${column}`);
  const told = isPasted(fix) ? inCode(fix) : inProse(fix);
  return `<li>${BADGES[severity]} ${place} ${inProse(message)} (${inCode(rule)})<br>fix: ${told}</li>`;
}

/** A part of a template or document, rather than an order. */
function isPasted(fix: string): boolean {
  return /[{}[\]]|^\w+: /.test(fix);
}
