import type { Stated, StatedCondition } from '../../../access/stated/statements.ts';
import { conditionKeysFor } from '../../../iam/catalog/actions.ts';
import type { Catalog } from '../../../iam/catalog/catalog.ts';
import { hasSymbol } from './symbols.ts';

const TAG = /^aws:(resourcetag)\//;

export interface Unsupported {
  condition: StatedCondition;
  /** Prefixes of the services of which no action knows the key. */
  services: string[];
}

/** Conditions on a resource's tag in a statement with actions of services that never tell it. */
export function withoutTagKey({ actions, conditions }: Stated, catalog: Catalog): Unsupported[] {
  const prefixes = new Set(
    actions.flatMap(({ text }) =>
      text.includes(':') && !hasSymbol(text) ? [(text.split(':')[0] ?? '').toLowerCase()] : [],
    ),
  );
  return conditions
    .filter(({ lower, means }) => TAG.test(lower) && means?.operator !== 'Null')
    .map((condition) => ({ condition, services: [...prefixes].filter((prefix) => knowsNoTag(prefix, catalog)) }))
    .filter(({ services }) => services.length > 0);
}

const known = new Map<string, boolean>();

function knowsNoTag(prefix: string, catalog: Catalog): boolean {
  const service = catalog.service(prefix);
  if (service === null) return false;
  const found =
    known.get(prefix) ??
    ![...service.actions.values()].some((action) =>
      conditionKeysFor(action).some((key) => /^aws:ResourceTag\//i.test(key)),
    );
  known.set(prefix, found);
  return found;
}
