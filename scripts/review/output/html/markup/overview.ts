import type { Report } from '../../../report.ts';
import { findingCounts, scopeOf, verdictOf } from '../../verdict.ts';
import { html, type Markup } from './html.ts';

interface Part {
  id: string;
  title: string;
  count: number | null;
}

/** The verdict, and where on the page everything is. */
export function overviewMarkup(report: Report, parts: readonly Part[]): Markup {
  const { base, findings, summary } = report;
  const counts = findingCounts(findings);
  const about = base === null ? html`the whole repository` : html`the change since <code>${base}</code>`;
  const links = parts.map(({ id, title, count }) => {
    const counted = count === null ? null : html` <span class="count">${count}</span>`;
    return html`<li><a href="#${id}">${title}${counted}</a></li>`;
  });
  return html`<header class="top">
<p class="kind">Access review of ${about}</p>
<h1>${verdictText(report)}</h1>
<p class="counts">${counts.charAt(0).toUpperCase()}${counts.slice(1)}; ${scopeOf(summary)}.</p>
<nav aria-label="On this page"><ul class="places">${links}</ul></nav>
</header>
`;
}

function verdictText(report: Report): string {
  return report.base === null ? 'Who can reach what' : verdictOf(report);
}
