import fc from 'fast-check';
import type { NodeKind, PageData, PageLink, PageNode } from '../../../../scripts/review/output/html/data/model.ts';

export function node(label: string, more: Partial<PageNode> = {}): PageNode {
  return { label, name: label, kind: 'pattern', type: '', group: '', at: null, denials: [], notes: [], ...more };
}

export function link(from: number, to: number, more: Partial<PageLink> = {}): PageLink {
  const none = { statements: [], changes: [], isPart: false, change: null };
  return { from, to, label: 's3: GetObject', actions: ['s3:GetObject'], ...none, ...more };
}

export function graph(nodes: PageNode[], links: PageLink[]): PageData {
  return { nodes, links, statements: [], changes: [], leftOut: 0 };
}

const KINDS: NodeKind[] = [
  ...(['everyone', 'outside', 'service', 'account', 'principal', 'document', 'resource', 'pattern', 'any'] as const),
];

/** Any graph: links lead from anything to anything, itself included, at most one between the same two. */
export const anyGraph: fc.Arbitrary<PageData> = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc
    .record({
      nodes: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), group: fc.constantFrom('', 'a', 'b', 'c/d') }), {
        minLength: count,
        maxLength: count,
      }),
      pairs: fc.uniqueArray(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), {
        maxLength: 120,
        selector: ([from, to]) => `${from} ${to}`,
      }),
    })
    .map(({ nodes, pairs }) =>
      graph(
        nodes.map((one, id) => node(`node ${id}`, one)),
        pairs.map(([from, to]) => link(from, to)),
      ),
    ),
);

/** A large repository: each of its principals reaches five resources, most of its own stack. */
export function largeGraph(links: number): PageData {
  const roles = links / 5;
  const nodes = Array.from({ length: roles * 2 }, (_, id) =>
    node(`stack${Math.floor((id % roles) / 8)}/N${id}`, {
      kind: id < roles ? 'principal' : 'resource',
      group: `stack${Math.floor((id % roles) / 8)}`,
    }),
  );
  const steps = [0, 1, 2, 3, 50];
  const all = Array.from({ length: links }, (_, id) => {
    const from = Math.floor(id / 5);
    return link(from, roles + ((from + (steps[id % 5] ?? 0)) % roles));
  });
  return graph(nodes, all);
}

/** What an edge says beside its ends. */
export const GRANT = {
  actions: new Set(['s3:GetObject']),
  isPart: false,
  statements: [],
  changes: [],
  label: '',
  change: null,
};
