import type { PageNode } from './model.ts';
import type { Known } from './nodes.ts';

/** A resource of a template of which no policy speaks. */
export interface Beside {
  label: string;
  type: string;
  at: string;
}

export function besideOf({ resources }: Known, nodes: readonly Pick<PageNode, 'label'>[]): Beside[] {
  const told = new Set(nodes.map(({ label }) => label));
  const rest = [...resources].filter(([label]) => !told.has(label)).sort(([one], [other]) => (one < other ? -1 : 1));
  return rest.map(([label, resource]) => {
    const { file, line } = resource.keyAt([]);
    return { label, type: resource.type, at: `${file}:${line}` };
  });
}
