import type { Random } from './random.ts';
import { conditionFrom, denialFrom, type Side, type Statement, type Style } from './statements.ts';

type Change = (side: Side, random: Random, style: Style) => void;

/** What pull requests do to policies. */
export const CHANGES: Record<string, Change> = {
  reorder: ({ identityPolicies }) => {
    for (const { Statement } of identityPolicies) Statement.reverse();
  },
  'drop-condition': (side, random) => {
    const conditional = statementsOf(side).filter(({ Condition }) => Condition !== undefined);
    if (conditional.length > 0) delete random.pick(conditional).Condition;
  },
  'add-condition': (side, random, { conditions }) => {
    random.pick(statementsOf(side)).Condition = conditionFrom(random, conditions);
  },
  'add-action': (side, random, { topics }) => {
    random.pick(statementsOf(side)).Action.push(random.pick(random.pick(topics).actions));
  },
  'widen-action': (side, random) => {
    const statement = random.pick(statementsOf(side));
    statement.Action = statement.Action.map((action) => action.replace(/:[A-Z][a-z]+(?=[A-Z])/, ':*'));
  },
  'widen-resource': (side, random) => {
    const statement = random.pick(statementsOf(side));
    statement.Resource = statement.Resource.map((resource) => resource.replace(/[^/:]+$/, '*'));
  },
  'add-deny': ({ identityPolicies }, random, style) => {
    random.pick(identityPolicies).Statement.push(denialFrom(random, style));
  },
  'drop-statement': ({ identityPolicies }, random) => {
    const { Statement } = random.pick(identityPolicies);
    if (Statement.length > 1) Statement.pop();
  },
};

function statementsOf({ identityPolicies, resourcePolicy, permissionBoundary, scps }: Side): Statement[] {
  const documents = [...identityPolicies, resourcePolicy, permissionBoundary, ...scps.flat()];
  return documents.flatMap((document) => document?.Statement ?? []);
}
