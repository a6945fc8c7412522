import { accessChanges } from '../../access/changes.ts';
import { keyTypes } from '../../iam/catalog/key-types.ts';
import { readManagedPolicies } from '../../iam/catalog/managed-policies.ts';
import { readCatalog, readConditionKeys } from '../../iam/catalog/read.ts';
import type { PlannedAccess } from '../plan.ts';
import { policiesDiffer } from './holding.ts';
import { readStacks, type StackText, settledText } from './texts.ts';

/**
 * The access that the stacks give after a deploy and did not before, and the other way round. Stacks that the deploy does
 * not touch stand on both sides, as policies reach across stacks.
 * @param before what is deployed now
 * @returns null when no policy differs, found without the catalogue of actions
 */
export async function plannedAccess(
  before: readonly StackText[],
  after: readonly StackText[],
): Promise<PlannedAccess | null> {
  // What the deploy does not touch is the same object on both sides.
  const settled = new Map([...new Set([...before, ...after])].map((text) => [text, settledText(text)]));
  const side = (texts: readonly StackText[]) => texts.flatMap((text) => settled.get(text) ?? []);
  const [old, now] = [side(before), side(after)];
  if (!policiesDiffer(old, now)) return null;
  // One after the other: should one fail, nothing goes on behind the caller's back.
  const base = await readStacks(old);
  const head = await readStacks(now);
  // The account stays a symbol: by that its own principals are told from those of others.
  return accessChanges(base, head, {
    catalog: readCatalog(),
    keyType: keyTypes(readConditionKeys()),
    managedPolicies: readManagedPolicies(),
  });
}
