import { covers } from './glob.ts';
import type { Page } from './page.ts';

export interface Found {
  nodes: ReadonlySet<number>;
  links: ReadonlySet<number>;
}

export const NOTHING: Found = { nodes: new Set(), links: new Set() };

/** Nodes by name, type or file, links by their actions: `s3:GetObject` finds what says `s3:Get*`, too. */
export function find({ nodes, links, changes }: Page, query: string): Found {
  const text = query.trim().toLowerCase();
  if (text === '') return NOTHING;
  const has = (written: string) => written.toLowerCase().includes(text);
  const isAction = /^[\w-]+:[\w*?]+$/.test(text);
  const allows = (action: string) => has(action) || (isAction && covers(action.toLowerCase(), text));
  return {
    nodes: matching(nodes, ({ label, type, at }) => [label, type, at ?? ''].some(has)),
    links: matching(links, (link) =>
      [link.actions, ...link.changes.map((id) => changes[id]?.actions ?? [])].flat().some(allows),
    ),
  };
}

function matching<T>(all: readonly T[], isMatch: (one: T) => boolean): Set<number> {
  return new Set(all.flatMap((one, id) => (isMatch(one) ? [id] : [])));
}

/** What is found and what it is joined to. */
export function joined({ links }: Page, { nodes: found, links: foundLinks }: Found): Found {
  const nodes = new Set(found);
  const told = new Set(foundLinks);
  for (const [id, { from, to }] of links.entries()) {
    if (!foundLinks.has(id) && !found.has(from) && !found.has(to)) continue;
    told.add(id);
    nodes.add(from).add(to);
  }
  return { nodes, links: told };
}

/** `2 principals, 1 resource, 4 connections`. */
export function countText({ nodes, links }: Page, found: Found): string {
  const senders = new Set(links.map(({ from }) => from));
  const principals = [...found.nodes].filter((id) => senders.has(id) || nodes[id]?.kind === 'principal').length;
  const counts = [
    counted(principals, 'principal'),
    counted(found.nodes.size - principals, 'resource'),
    counted(found.links.size, 'connection'),
  ].filter((text) => text !== null);
  return counts.length > 0 ? counts.join(', ') : 'Nothing found';
}

function counted(count: number, noun: string): string | null {
  return count === 0 ? null : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
