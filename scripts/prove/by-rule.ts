import { decidedIn } from './decided.ts';
import type { Deployment } from './deployment.ts';
import type { Mutant } from './mutant.ts';
import type { Attack, ServiceCall } from './service-calls/service-call.ts';
import { touches } from './touches.ts';

/** What shows a mutant by rule: a call of AWS that would be denied, or an attack on one that would not. */
export interface RuleEvidence {
  use: string;
  page: string;
  attack: string | null;
}

/** The calls that services make as things are deployed, and those of them that the policies deny. */
export interface ServiceCalls {
  allowed: readonly ServiceCall[];
  /** A service is to do this, and may not. */
  denied: readonly ServiceCall[];
  /** Attacks that get through with nothing changed. */
  open: readonly { call: ServiceCall; attack: Attack }[];
}

export function decidedCalls(deployment: Deployment, calls: readonly ServiceCall[]): ServiceCalls {
  const isAllowed = ({ request }: Pick<ServiceCall, 'request'>) => decidedIn(deployment, request) === 'Allowed';
  return {
    allowed: calls.filter(isAllowed),
    denied: calls.filter((call) => !isAllowed(call)),
    open: calls.flatMap((call) => call.attacks.filter(isAllowed).map((attack) => ({ call, attack }))),
  };
}

/** The first service call that decides of a mutant; null: none does. */
export function byRule(mutant: Mutant, deployment: Deployment, { allowed }: ServiceCalls): RuleEvidence | null {
  const { sense, home, value, touched } = mutant;
  const decided = (request: ServiceCall['request']) =>
    touches(touched, { ...request, decision: 'Allowed', reason: null })
      ? decidedIn(deployment, request, { document: home.document, value })
      : null;
  for (const { use, page, request, attacks } of allowed) {
    if (sense === 'narrower') {
      const decision = decided(request);
      if (decision !== null && decision !== 'Allowed') return { use, page, attack: null };
      continue;
    }
    const attack = attacks.find((one) => decided(one.request) === 'Allowed');
    if (attack) return { use, page, attack: attack.what };
  }
  return null;
}
