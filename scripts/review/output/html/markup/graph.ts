import type { PageData, PageLink, PageNode } from '../data/model.ts';
import type { Band, Box, Column, Drawing, Route } from '../layout/model.ts';
import { fittedText, widthOf } from './fitted-text.ts';
import { html, type Markup } from './html.ts';

/** The width of a letter: of names, and of what stands beside them in a smaller size. */
const LETTER = { name: 7.4, type: 6.2 };
const PADDING = 10;

export function graphMarkup(data: PageData, drawing: Drawing): Markup {
  const { width, height, columns, bands, boxes, routes } = drawing;
  const titled = columns.filter(({ x }) => boxes.some((box) => box.x === x));
  const links = data.links.map((link, id) => linkMarkup(link, id, routes[id], data.nodes));
  return html`<svg id="drawing" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMidYMin meet" role="group" aria-label="Who reaches what">
<defs>${['plain', 'gained', 'lost', 'both'].map(arrowMarkup)}</defs>
<g aria-hidden="true">${bands.map(bandMarkup)}${titled.map(columnMarkup)}</g>
<g aria-hidden="true" id="links">
${links}</g>
<g id="nodes">
${data.nodes.map((node, id) => nodeMarkup(node, id, boxes[id]))}</g>
</svg>`;
}

function arrowMarkup(kind: string): Markup {
  return html`<marker id="arrow-${kind}" class="arrow ${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 7 4 0 7Z"/></marker>`;
}

function bandMarkup({ title, x, y, width, height }: Band): Markup {
  const shown = fittedText(title, 70);
  return html`<rect class="band" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text class="band-title" x="${x + 14}" y="${y + 19}">${shown}</text>`;
}

function columnMarkup({ x, title }: Column): Markup {
  return html`<text class="column-title" x="${x}" y="22">${title}</text>`;
}

function linkMarkup(link: PageLink, id: number, route: Route | undefined, nodes: readonly PageNode[]): Markup {
  if (route === undefined) return html``;
  const d = pathOf(route);
  const change = link.change ?? 'plain';
  const [from, to] = [nodes[link.from]?.label ?? '', nodes[link.to]?.label ?? ''];
  return html`<g class="link ${change}" data-link="${id}"><title>${from} → ${to}: ${link.label}</title><path class="hit" d="${d}"/><path class="line" d="${d}" marker-end="url(#arrow-${change})"/></g>
`;
}

function pathOf({ from, by, to, isLoop }: Route): string {
  if (isLoop) {
    const bend = Math.min(120, 36 + Math.abs(to.y - from.y) / 5);
    return `M${from.x} ${r(from.y)}C${from.x + bend} ${r(from.y)} ${to.x + bend} ${r(to.y)} ${to.x} ${r(to.y)}`;
  }
  const [into, out] = by ?? [];
  if (into === undefined || out === undefined) return `M${from.x} ${r(from.y)}${curve(from, to)}`;
  return `M${from.x} ${r(from.y)}${curve(from, into)}H${out.x}${curve(out, to)}`;
}

function curve(from: Route['from'], to: Route['to']): string {
  const middle = (from.x + to.x) / 2;
  return `C${middle} ${r(from.y)} ${middle} ${r(to.y)} ${to.x} ${r(to.y)}`;
}

function r(value: number): number {
  return Math.round(value * 10) / 10;
}

/** What does not fit is clipped by an `svg` of its own, whatever the letters. */
function nodeMarkup(node: PageNode, id: number, box: Box | undefined): Markup {
  if (box === undefined) return html``;
  const { x, y, width, height } = box;
  const space = Math.floor((width - 3 * PADDING) / LETTER.name);
  const type = fittedText(node.type, 22);
  const typed = Math.ceil((widthOf(type) * LETTER.type) / LETTER.name);
  const name = fittedText(shortened(node), Math.max(12, space - typed));
  const full = [node.label, node.type].filter(Boolean).join(', ');
  // What is read there comes first: so it is called by who speaks to the computer.
  const spoken = [`${name} ${type}`.trim(), ...(name === node.label ? [] : [node.label])].join(', ');
  return html`<g class="node ${node.kind}" data-node="${id}" role="button" tabindex="-1" aria-pressed="false" aria-label="${spoken}"><title>${full}</title><rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/><svg x="${x}" y="${y}" width="${width}" height="${height}"><text class="name" x="${PADDING}" y="17">${name}</text> <text class="type" x="${width - PADDING}" y="17">${type}</text></svg></g>
`;
}

/** Parameters of the stack that a node stands with go without its name. */
function shortened({ name, group }: PageNode): string {
  return group === '' ? name.replace(/\{[^{}]*\//g, '{') : name;
}
