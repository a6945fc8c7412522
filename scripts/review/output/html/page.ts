import type { Report } from '../../report.ts';
import { besideOf } from './data/beside.ts';
import type { PageData } from './data/model.ts';
import { pageData, type Traced } from './data/page-data.ts';
import { drawingOf } from './layout/drawing.ts';
import { changesMarkup } from './markup/changes.ts';
import { type Assets, documentMarkup } from './markup/document.ts';
import { explorerMarkup } from './markup/explorer.ts';
import { findingsMarkup } from './markup/findings.ts';
import { html, jsonText, type Markup } from './markup/html.ts';
import { besideMarkup, undecidedMarkup, unresolvedMarkup } from './markup/open-questions.ts';
import { overviewMarkup } from './markup/overview.ts';
import { tableMarkup } from './markup/table.ts';

/** A review as one HTML file; the same review gives the same bytes. */
export function htmlPage(report: Report, traced: Traced, assets: Assets): string {
  const data = pageData(traced);
  const drawing = drawingOf(data);
  const parts = partsOf(report, data).filter(({ count, isAlways }) => isAlways || count !== 0);
  const beside = besideOf(traced.known, data.nodes);
  const body = html`<a class="skip" href="#connections">Skip to the table of connections</a>
${overviewMarkup(report, parts)}<main>
${explorerMarkup(data, drawing, report.base !== null)}${parts.map(({ markup }) => markup)}${beside.length > 0 ? besideMarkup(beside) : null}</main>
`;
  return documentMarkup('Access review', body, jsonText({ ...data, boxes: drawing.boxes }), assets);
}

interface Part {
  id: string;
  title: string;
  count: number | null;
  isAlways: boolean;
  markup: Markup;
}

function partsOf(report: Report, data: PageData): Part[] {
  const hasBase = report.base !== null;
  const count = (change: string) => data.changes.filter((one) => one.change === change).length;
  return [
    { id: 'gained', title: 'Gained', count: count('gained'), isAlways: hasBase, markup: changesMarkup(data, 'gained') },
    { id: 'lost', title: 'Lost', count: count('lost'), isAlways: false, markup: changesMarkup(data, 'lost') },
    {
      id: 'undecided',
      title: 'Not decided',
      count: report.undecided.length,
      isAlways: false,
      markup: undecidedMarkup(report),
    },
    {
      id: 'findings',
      title: 'Findings',
      count: report.findings.filter(({ suppressed }) => !suppressed).length,
      isAlways: true,
      markup: findingsMarkup(report),
    },
    {
      id: 'connections',
      title: 'Connections',
      count: data.links.length,
      isAlways: true,
      markup: tableMarkup(data),
    },
    {
      id: 'unresolved',
      title: 'Not known before deploying',
      count: report.unresolved.length,
      isAlways: false,
      markup: unresolvedMarkup(report),
    },
  ];
}
