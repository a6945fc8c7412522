import type { ManagedPolicies } from '../iam/catalog/managed-policies.ts';
import type { Knowledge, Undecided } from '../iam/compare/compare.ts';
import { mostDangerousFirst } from '../iam/compare/danger.ts';
import type { Gain } from '../iam/compare/gain.ts';
import { AUDIENCES, audienceOf } from './audience.ts';
import { differenceOf } from './difference.ts';
import type { Reviewed } from './model.ts';
import { pairsOf, renamed } from './pairs.ts';
import { placeOf } from './principals.ts';
import { type Unit, unitKey, unitsOf } from './units.ts';

export interface AccessKnowledge extends Knowledge {
  managedPolicies: ManagedPolicies;
}

export interface AccessChange extends Gain {
  /** `stack/LogicalId` of who or what holds the policies; the file of a document that stands alone. */
  principal: string;
  change: 'gained' | 'lost';
  /** Only where the conditions of the templates turn out so; absent: however they do. */
  branch?: 'true' | 'false';
}

export interface UndecidedAccess extends Undecided {
  principal: string;
}

export interface AccessChanges {
  changes: AccessChange[];
  undecided: UndecidedAccess[];
}

/** The access that the head gives and the base does not, and the other way round. Renames and moves are no changes. */
export function accessChanges(base: Reviewed, head: Reviewed, knowledge: AccessKnowledge): AccessChanges {
  const changes: AccessChange[] = [];
  const undecided: UndecidedAccess[] = [];
  const old = renamed(base, head);
  const [before, after] = [placesIn(old), placesIn(head)];
  for (const pair of pairsOf(unitsOf(old, knowledge.managedPolicies), unitsOf(head, knowledge.managedPolicies))) {
    if (pair.base && pair.head && unitKey(pair.base) === unitKey(pair.head)) continue;
    if ([pair.base, pair.head].every((unit) => unit === null || unit.holder === 'attached')) continue;
    const principal = (pair.head ?? pair.base)?.name ?? '';
    const found = differenceOf(pair, knowledge);
    const gains = pair.head === null && areAllNew(pair.base, after) ? [] : found.gains;
    const losses = pair.base === null && areAllNew(pair.head, before) ? [] : found.losses;
    changes.push(...gains.map((gain) => ({ ...gain, principal, change: 'gained' as const })));
    changes.push(...losses.map((gain) => ({ ...gain, principal, change: 'lost' as const })));
    undecided.push(...found.undecided.map((one) => ({ ...one, principal })));
  }
  return { changes: inOrder(changes, knowledge), undecided };
}

function placesIn({ templates }: Reviewed): Set<string> {
  return new Set(templates.flatMap(({ resources }) => resources.map(placeOf)));
}

/** What a Deny takes from everybody is no loss when the resource is new, and no gain when it goes with the resource. */
function areAllNew(unit: Unit | null, others: ReadonlySet<string>): boolean {
  return unit !== null && unit.targets.length > 0 && unit.targets.every((place) => !others.has(place));
}

function inOrder(changes: readonly AccessChange[], { catalog }: Knowledge): AccessChange[] {
  const ranked = mostDangerousFirst(changes, catalog) as AccessChange[];
  const rank = (one: AccessChange) => 2 * AUDIENCES.indexOf(audienceOf(one)) + (one.change === 'gained' ? 0 : 1);
  return ranked.sort((one, other) => rank(one) - rank(other));
}
