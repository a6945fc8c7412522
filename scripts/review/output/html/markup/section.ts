import { html, type Markup } from './html.ts';

/** @param id of ours, to which the top of the page links */
export function section(id: string, title: string, count: number | null, content: Markup): Markup {
  const counted = count === null ? null : html` <span class="count">${count}</span>`;
  return html`<section id="${id}" aria-labelledby="${id}-title" tabindex="-1">
<h2 id="${id}-title">${title}${counted}</h2>
${content}
</section>
`;
}

/** Names, each on its own; what is beyond a few is folded. */
export function codeList(texts: readonly string[], most = 6): Markup {
  const items = (some: readonly string[]) => some.map((text) => html`<li><code>${text}</code></li>`);
  if (texts.length <= most + 1) return html`<ul class="codes">${items(texts)}</ul>`;
  return html`<ul class="codes">${items(texts.slice(0, most))}</ul><details class="more"><summary>${texts.length - most} more</summary><ul class="codes">${items(texts.slice(most))}</ul></details>`;
}
