import { NO_POLICIES, type Policies } from '../decide/evaluate.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { EVERYTHING } from '../policy/everything.ts';
import { compare, type Difference, type Knowledge, verdictOf } from './compare.ts';
import type { Gain } from './gain.ts';

/** Without a policy nobody is let in: not what `decide` makes of it, where the resource's policy is then not asked. */
const NOTHING: PolicyDocument = { version: '2012-10-17', statements: [] };

/**
 * What a resource's policy opens: by itself, and to principals whose own policies allow them everything, for those are
 * not known here. Null: the resource has no policy.
 */
export function compareResourcePolicies(
  before: PolicyDocument | null,
  after: PolicyDocument | null,
  principal: string | null,
  knowledge: Knowledge,
): Difference {
  const [alone, together] = [[], [EVERYTHING]].map((identityPolicies) =>
    compare(
      policies(identityPolicies, before ?? NOTHING),
      policies(identityPolicies, after ?? NOTHING),
      principal,
      knowledge,
    ),
  ) as [Difference, Difference];
  const gains = joined(alone.gains, together.gains);
  const losses = joined(alone.losses, together.losses);
  const undecided = [...alone.undecided, ...together.undecided];
  return { verdict: verdictOf(gains, losses, undecided), gains, losses, undecided };
}

function policies(identityPolicies: PolicyDocument[], resourcePolicy: PolicyDocument | null): Policies {
  return { ...NO_POLICIES, identityPolicies, resourcePolicy };
}

/** The same access to the same principals is told once. */
function joined(alone: Gain[], together: Gain[]): Gain[] {
  const told = new Map(alone.map((gain) => [keyOf(gain), gain]));
  const more = together.flatMap((gain) => {
    const known = told.get(keyOf(gain));
    if (known === undefined) return [gain];
    if (known.principals) known.principals = [...new Set([...known.principals, ...(gain.principals ?? [])])];
    return [];
  });
  return [...alone, ...more];
}

function keyOf({ actions, notActions, resources, notResources }: Gain): string {
  return JSON.stringify([actions, notActions, resources, notResources]);
}
