import type { Report } from '../../../report.ts';
import type { Beside } from '../data/beside.ts';
import { html, type Markup } from './html.ts';
import { codeList, section } from './section.ts';

/** What nobody can say from here: access that may have changed, and values that only a deploy knows. */
export function undecidedMarkup({ undecided }: Report): Markup {
  const items = undecided.map(
    ({ principal, actions, resources, reason }) => html`<li class="change"><dl class="facts">
<div><dt>Who</dt><dd><code>${principal}</code></dd></div>
<div><dt>What</dt><dd>${codeList(actions)}</dd></div>
<div><dt>On what</dt><dd>${codeList(resources)}</dd></div>
<div><dt>Why it is not decided</dt><dd>${reason}</dd></div>
</dl></li>
`,
  );
  return section('undecided', 'Not decided', items.length, html`<ol class="changes">${items}</ol>`);
}

export function unresolvedMarkup({ unresolved }: Report): Markup {
  const rows = unresolved.map(
    ({ file, line, expression, reason }) =>
      html`<tr><th scope="row"><code>${file}:${line}</code></th><td><code>${expression}</code></td><td>${reason}</td></tr>
`,
  );
  const table = html`<details><summary>Values that only a deploy knows: ${rows.length}</summary><div class="scroller" role="region" aria-label="Not known before deploying" tabindex="0"><table>
<thead><tr><th scope="col">Where</th><th scope="col">Expression</th><th scope="col">Why</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div></details>`;
  return section('unresolved', 'Not known before deploying', rows.length, table);
}

export function besideMarkup(beside: readonly Beside[]): Markup {
  const rows = beside.map(
    ({ label, type, at }) =>
      html`<tr><th scope="row"><code>${label}</code></th><td>${type}</td><td><code>${at}</code></td></tr>
`,
  );
  const table = html`<details><summary>Resources that no connection names: ${rows.length}</summary><div class="scroller" role="region" aria-label="Resources that no connection names" tabindex="0"><table>
<thead><tr><th scope="col">Resource</th><th scope="col">Type</th><th scope="col">Where</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div></details>`;
  return section('beside', 'Not in the graph', rows.length, table);
}
