import type { Report, ReportedFinding } from '../../../report.ts';
import { mostUrgentFirst, onChangedLine } from '../../order.ts';
import { html, type Markup } from './html.ts';
import { section } from './section.ts';

/** Errors first, of those the ones on changed lines; what is suppressed is told, folded. */
export function findingsMarkup(report: Report): Markup {
  const { findings } = report;
  const urgent = mostUrgentFirst(report, findings);
  const told = urgent.filter(({ suppressed }) => !suppressed);
  const suppressed = urgent.filter((finding) => finding.suppressed);
  const item = (finding: ReportedFinding) => findingMarkup(finding, isElsewhere(report, finding));
  return section(
    'findings',
    'Findings',
    told.length,
    html`${told.length === 0 ? html`<p class="none">No findings.</p>` : html`<ol class="findings">${told.map(item)}</ol>`}${
      suppressed.length === 0
        ? null
        : html`<details><summary>Suppressed: ${suppressed.length}</summary><ol class="findings">${suppressed.map(item)}</ol></details>`
    }`,
  );
}

function isElsewhere(report: Report, finding: ReportedFinding): boolean {
  return report.base !== null && !onChangedLine(report, finding);
}

function findingMarkup(finding: ReportedFinding, isElsewhere: boolean): Markup {
  const { severity, rule, code, file, line, column, message, fix, logicalId } = finding;
  const about = [logicalId, code].filter((text) => text !== null);
  return html`<li class="finding ${severity}">
<p class="finding-head"><span class="badge ${severity}">${severity}</span> <code class="place">${file}:${line}:${column}</code> <code class="rule">${rule}</code>${about.map(
    (text) => html` <span class="about">${text}</span>`,
  )}${isElsewhere ? html` <span class="about">not on a changed line</span>` : null}</p>
<p class="message">${message}</p>
<p class="fix"><span class="fix-word">Fix</span> ${fix}</p>
</li>
`;
}
