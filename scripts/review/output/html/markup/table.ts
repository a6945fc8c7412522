import type { PageData, PageLink, PageStatement } from '../data/model.ts';
import { html, type Markup } from './html.ts';
import { codeList, section } from './section.ts';

const COLUMNS = ['From', 'To', 'Actions', 'Conditions', 'Where it stands', 'Change', 'Graph'];

/** The same as the graph, for whoever does not see it. */
export function tableMarkup(data: PageData): Markup {
  const left =
    data.leftOut === 0
      ? null
      : html`<p class="note">${data.leftOut} more connections are not on this page, which would be too large: <code>--format json</code> and the templates have them.</p>`;
  const table = html`<p class="note" id="rows-shown" role="status"></p><div class="scroller" role="region" aria-label="All connections" tabindex="0"><table id="connections-table">
<thead><tr>${COLUMNS.map((column, place) => html`<th scope="col" class="column-${place}">${column}</th>`)}</tr></thead>
<tbody>
${data.links.map((link, id) => row(link, id, data))}</tbody>
</table></div>`;
  const content = data.links.length === 0 ? html`<p class="none">No policy grants anything.</p>` : table;
  return section('connections', 'All connections', data.links.length, html`${content}${left}`);
}

function row(link: PageLink, id: number, data: PageData): Markup {
  const { nodes, statements } = data;
  const stated = link.statements.flatMap((place) => statements[place] ?? []);
  const [from, to] = [nodes[link.from]?.label ?? '', nodes[link.to]?.label ?? ''];
  const places = [...new Set(stated.map(({ at, policy }) => at ?? policy))];
  return html`<tr class="row" data-row="${id}"><th scope="row"><code>${from}</code></th><td><code>${to}</code></td><td>${link.actions.length > 0 ? codeList(link.actions, 4) : null}</td><td>${conditionsOf(stated)}</td><td>${codeList(places, 3)}</td><td>${changesOf(link, data)}</td><td><button type="button" class="show" data-show="${id}" hidden>Show<span class="unseen"> ${from} to ${to} in the graph</span></button></td></tr>
`;
}

function conditionsOf(stated: readonly PageStatement[]): Markup | null {
  const conditions = [...new Set(stated.flatMap((one) => one.conditions))];
  if (conditions.length === 0) return null;
  const isPart = stated.some((one) => one.conditions.length === 0);
  return html`${isPart ? html`<p class="about">for some of it</p>` : null}${codeList(conditions, 3)}`;
}

function changesOf(link: PageLink, { changes }: PageData): Markup[] {
  return (['gained', 'lost'] as const).flatMap((direction) => {
    const some = link.changes.flatMap((place) => changes[place] ?? []).filter(({ change }) => change === direction);
    const actions = [...new Set(some.flatMap((one) => one.actions))];
    return some.length === 0 ? [] : [html`<span class="badge ${direction}">${direction}</span>${codeList(actions, 3)}`];
  });
}
