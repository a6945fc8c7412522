import type { Change, PageChange, PageData } from '../data/model.ts';
import { html, type Markup } from './html.ts';
import { codeList, section } from './section.ts';

const AUDIENCES: Record<string, string> = {
  public: 'public',
  'cross-account': 'another account',
  federated: 'identities from outside',
};

const TITLES: Record<Change, string> = { gained: 'Access gained', lost: 'Access lost' };

/** What the change gives or takes, each with a request that shows it. */
export function changesMarkup({ changes }: PageData, change: Change): Markup {
  const told = changes.filter((one) => one.change === change);
  const list = html`<ol class="changes">${told.map(changeMarkup)}</ol>`;
  return section(change, TITLES[change], told.length, told.length === 0 ? html`<p class="none">None.</p>` : list);
}

function changeMarkup(one: PageChange): Markup {
  const { change, audience, holder, actions, resources, principals, request, context, where, link } = one;
  const named = AUDIENCES[audience];
  const who = principals.length === 0 ? html`<code>${holder}</code>` : codeList(principals);
  return html`<li class="change ${change}">
<dl class="facts">
<div><dt>Who</dt><dd>${named === undefined ? null : html`<span class="badge audience">${named}</span> `}${who}${
    principals.length === 0 ? null : html`<p class="about">by the policy of <code>${holder}</code></p>`
  }</dd></div>
<div><dt>What</dt><dd>${codeList(actions)}</dd></div>
<div><dt>On what</dt><dd>${codeList(resources)}${where === null ? null : html`<p class="about">${where}</p>`}</dd></div>
<div><dt>As in this request</dt><dd><code>${request}</code></dd></div>
<div><dt>With this context</dt><dd>${context.length === 0 ? html`<span class="about">none needed</span>` : codeList(context)}</dd></div>
</dl>${link === null ? null : html`<button type="button" class="show" data-show="${link}" hidden>Show in the graph<span class="unseen"> for ${holder}</span></button>`}
</li>
`;
}
