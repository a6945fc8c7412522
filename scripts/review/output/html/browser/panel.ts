import type { Change, PageChange, PageLink, PageStatement } from '../data/model.ts';
import { button, codes, element, facts } from './dom.ts';
import type { Page, Thing } from './page.ts';

export interface PanelActions {
  select(thing: Thing): void;
  close(): void;
}

/** More than this nobody reads beside a graph: the table has them all. */
const MOST = 150;

/** What is to be known of a node or a connection. */
export function fillPanel(panel: HTMLElement, page: Page, thing: Thing, actions: PanelActions): void {
  const close = button('close', actions.close, '×');
  close.setAttribute('aria-label', 'Close the selection');
  panel.replaceChildren(close, ...(thing.kind === 'node' ? ofNode : ofLink)(page, thing.id, actions));
  panel.scrollTop = 0;
}

function ofNode(page: Page, id: number, actions: PanelActions): Node[] {
  const node = page.nodes[id];
  if (node === undefined) return [];
  const out = page.links.flatMap((link, place) => (link.from === id ? [{ link, place, other: link.to }] : []));
  const into = page.links.flatMap((link, place) => (link.to === id ? [{ link, place, other: link.from }] : []));
  const list = (title: string, ends: typeof out) =>
    ends.length === 0 ? [] : [heading(title, ends.length), endList(page, ends, actions)];
  const denials = statementsOf(page, node.denials);
  return [
    title(node.label),
    element('p', 'about', ...[node.type, node.at].filter(Boolean).flatMap(asParts)),
    ...node.notes.map((note) => element('p', 'note', note)),
    ...list('Reaches', out),
    ...list('Reached by', into),
    ...(denials.length > 0 ? [heading('Denied by', denials.length), ...denials.map(statementBlock)] : []),
  ];
}

function asParts(text: string | null, index: number): (Node | string)[] {
  return [...(index > 0 ? [' · '] : []), element('span', '', text)];
}

type Ends = readonly { link: PageLink; place: number; other: number }[];

function endList(page: Page, ends: Ends, { select }: PanelActions): HTMLElement {
  const items = ends.slice(0, MOST).map(({ link, place, other }) => {
    const name = element('code', '', page.nodes[other]?.label ?? '');
    const what = element('span', 'what', link.label);
    const open = button('end', () => select({ kind: 'link', id: place }), name, what, badge(link.change));
    return element('li', '', open);
  });
  const left = ends.length - items.length;
  const more = left > 0 ? element('li', 'note', `${left} more stand in the table.`) : null;
  return element('ul', 'ends', ...items, more);
}

function ofLink(page: Page, id: number, { select }: PanelActions): Node[] {
  const link = page.links[id];
  if (link === undefined) return [];
  const end = (node: number) =>
    button('end', () => select({ kind: 'node', id: node }), element('code', '', page.nodes[node]?.label ?? ''));
  const changes = link.changes.flatMap((place) => page.changes[place] ?? []);
  const statements = statementsOf(page, link.statements);
  return [
    title(`${page.nodes[link.from]?.label} → ${page.nodes[link.to]?.label}`),
    element('p', 'about', link.label, ' ', badge(link.change)),
    facts([
      ['From', end(link.from)],
      ['To', end(link.to)],
    ]),
    ...changes.map(changeBlock),
    ...(statements.length > 0 ? [heading('Allowed by', statements.length), ...statements.map(statementBlock)] : []),
  ];
}

function title(text: string): HTMLElement {
  const made = element('h3', 'panel-title', text);
  made.tabIndex = -1;
  return made;
}

function heading(text: string, count: number): HTMLElement {
  return element('h4', '', `${text} `, element('span', 'count', String(count)));
}

function badge(change: PageLink['change']): HTMLElement | null {
  if (change === null) return null;
  return element('span', `badge ${change}`, change === 'both' ? 'gained and lost' : change);
}

const CHANGED: Record<Change, string> = { gained: 'This change gives', lost: 'This change takes' };

function changeBlock(one: PageChange): HTMLElement {
  const { change, holder, actions, resources, principals, request, context, where } = one;
  return element(
    'div',
    `block ${change}`,
    element('h4', '', CHANGED[change]),
    facts([
      ['Actions', codes(actions)],
      ['On', codes(resources)],
      ['Who', codes(principals.length > 0 ? principals : [holder])],
      ['As in this request', codes([request])],
      context.length > 0 ? ['With this context', codes(context)] : null,
      where === null ? null : ['Where', where],
    ]),
  );
}

function statementsOf({ statements }: Page, ids: readonly number[]): PageStatement[] {
  return ids.slice(0, MOST).flatMap((id) => statements[id] ?? []);
}

function statementBlock({ effect, at, policy, sid, actions, resources, principals, conditions }: PageStatement) {
  return element(
    'div',
    `block ${effect === 'Deny' ? 'deny' : ''}`,
    element(
      'p',
      'where',
      element('code', 'place', at ?? policy),
      sid === '' ? null : element('span', 'about', ` ${sid}`),
    ),
    facts([
      ['Actions', codes(actions)],
      resources.length > 0 ? ['On', codes(resources)] : null,
      principals.length > 0 ? ['Who', codes(principals)] : null,
      conditions.length > 0 ? ['Only if', codes(conditions)] : null,
    ]),
  );
}
