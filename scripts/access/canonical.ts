import { isMap } from '../template/walk.ts';

/** Text that is equal for values that are, whatever the order of their keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? '';
}

/** Of policy documents, what they say: neither their number nor the order and names of their statements matter. */
export function canonicalPolicies(documents: readonly unknown[]): string {
  const statements = documents.flatMap((document) => {
    if (!isMap(document)) return [canonical(document)];
    const { Version: version = '2008-10-17', Statement: statement } = document;
    return [statement].flat().map((one) => canonical([version, isMap(one) ? { ...one, Sid: null } : one]));
  });
  return JSON.stringify([...new Set(statements)].sort());
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, sorted(part)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
