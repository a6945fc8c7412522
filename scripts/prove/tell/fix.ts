import { isMap } from '../../template/walk.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { isGrant } from '../verdict.ts';

/** What to do about a change that nothing noticed. */
export function fixOf(mutant: Mutant, status: 'excess' | 'untested' | 'unclear'): string {
  const { home, sense } = mutant;
  const scenario = `scripts/scenario/stacks/${home.stack.stack}.ts`;
  if (status === 'unclear') return `let the step in ${scenario} fail by a denied call alone`;
  if (isGrant(mutant)) return `${editOf(mutant)}; or add the step that needs it to ${scenario}`;
  if (sense === 'narrower') return `add a step to ${scenario} that only it lets through, or take it away`;
  return `add a step to ${scenario} in which only it keeps somebody out who has the permission otherwise`;
}

/** The edit that takes the grant away. */
function editOf({ home, statement, element, text, value }: Mutant): string {
  const sids = (document: unknown) =>
    JSON.stringify(isMap(document) ? document.Statement : null).includes(`"${statement}"`);
  if (sids(home.document.value) && !sids(value)) return `remove the statement ${statement}`;
  return `remove "${text}" from the ${element}s of ${statement}`;
}
