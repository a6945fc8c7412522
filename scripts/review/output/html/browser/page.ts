import type { PageData } from '../data/model.ts';
import type { Box } from '../layout/model.ts';

export interface Page extends PageData {
  /** Of the nodes, in their order. */
  boxes: Box[];
}

/** A node or a link. */
export interface Thing {
  kind: 'node' | 'link';
  id: number;
}
