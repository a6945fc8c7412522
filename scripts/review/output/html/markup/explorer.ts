import type { PageData } from '../data/model.ts';
import type { Drawing } from '../layout/model.ts';
import { graphMarkup } from './graph.ts';
import { html, type Markup } from './html.ts';

const KEYS = 'Arrows move, plus and minus zoom, 0 shows all, Tab goes to the nodes.';

/** The graph with its tools and the panel for what is selected. Without a script it is a drawing. */
export function explorerMarkup(data: PageData, drawing: Drawing, hasBase: boolean): Markup {
  return html`<section id="graph" aria-labelledby="graph-title" tabindex="-1">
<h2 id="graph-title">Who reaches what</h2>
<div class="tools" id="tools" hidden>
<div class="search"><label for="search">Search</label><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="role, resource or s3:GetObject" aria-describedby="matches"><p id="matches" role="status"></p></div>
${hasBase ? html`<button type="button" id="only-changes" aria-pressed="false">Only what changed</button>` : null}
<div class="zoom" role="group" aria-label="Zoom"><button type="button" id="zoom-out" aria-label="Zoom out">−</button><button type="button" id="zoom-in" aria-label="Zoom in">+</button><button type="button" id="zoom-width">Width</button><button type="button" id="zoom-all">All</button></div>
</div>
<div class="explorer">
<div id="viewport" class="viewport" role="group" aria-label="Graph. ${KEYS}" tabindex="0">
${graphMarkup(data, drawing)}
</div>
<aside id="panel" class="panel" aria-label="Selection" hidden></aside>
</div>
${legendMarkup(hasBase)}
</section>
`;
}

function legendMarkup(hasBase: boolean): Markup {
  const sample = (kind: string, text: string) =>
    html`<li class="sample"><svg width="34" height="10" aria-hidden="true"><g class="link ${kind}"><path class="line" d="M1 5H32"/></g></svg>${text}</li>`;
  const changes = hasBase
    ? [sample('gained', 'gained'), sample('lost', 'lost'), sample('both', 'some gained, some lost')]
    : [];
  return html`<div class="legend"><ul class="samples">${[sample('plain', hasBase ? 'as before' : 'allowed by a statement'), ...changes]}</ul>
<p>Drawn is what Allow statements say. A Deny, a boundary or a condition can still take it away: select a node or an arrow to see them.</p>
<p class="keys" hidden>Keys: <kbd>/</kbd> search, <kbd>Enter</kbd> next match; in the graph <kbd>+</kbd> <kbd>−</kbd> zoom, <kbd>0</kbd> all, arrows move or go from node to node, <kbd>Enter</kbd> selects, <kbd>Esc</kbd> ends.</p></div>`;
}
