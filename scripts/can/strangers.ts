import type { Account } from './deployed.ts';
import { principalsIn } from './holdings.ts';
import type { Policy } from './policies.ts';

/** Somebody whom a resource's policy names and no stack has: a service, another account, a federation, everyone. */
export interface Stranger {
  kind: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  /** As a request names its principal. */
  name: string;
}

export const EVERYONE = '*';

/** Those whom the policies' Allow statements name, each once. */
export function strangersIn(policies: readonly Policy[], account: Account): Stranger[] {
  const found = new Map<string, Stranger>();
  for (const { document } of policies) {
    for (const { effect, principal } of document.statements) {
      if (effect === 'Deny' || principal === null) continue;
      const { not, aws, service, federated, canonicalUser } = principal;
      // Who is not spared by name may be anyone.
      const named: Stranger[] = not
        ? [{ kind: 'AWS', name: EVERYONE }]
        : [
            ...aws.map((name) => ({ kind: 'AWS' as const, name: rootOf(name) })),
            ...service.map((name) => ({ kind: 'Service' as const, name })),
            ...federated.map((name) => ({ kind: 'Federated' as const, name })),
            ...canonicalUser.map((name) => ({ kind: 'CanonicalUser' as const, name })),
          ];
      for (const one of named) if (isStranger(one, account)) found.set(`${one.kind} ${one.name}`, one);
    }
  }
  return [...found.values()];
}

/** A bare account id stands for the account. */
function rootOf(name: string): string {
  return /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
}

function isStranger({ kind, name }: Stranger, account: Account): boolean {
  if (kind !== 'AWS' || name === EVERYONE) return true;
  // To name the own account leaves the decision to its roles' and users' policies.
  if (name === `arn:aws:iam::${account.account}:root` || !name.startsWith('arn:')) return false;
  return !principalsIn(account).some(({ arn }) => arn === name);
}
