import { actionsOf } from '../../access/stated/actions.ts';
import type { Stated, StatedCondition } from '../../access/stated/statements.ts';
import type { Action } from '../../iam/catalog/catalog.ts';
import type { Rule, Surroundings } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';
import { kindOf } from './facts/kinds.ts';
import { CERTAIN, hasKey, OF_CALLER } from './facts/known-keys.ts';

export const conditionKeyOfNoAction: Rule = {
  id: 'condition-key-of-no-action',
  code: null,
  severity: 'warning',
  summary: 'A condition key that no request of the statement has',
  why: 'A condition on it is never met, or always with a negated operator or IfExists (Service Authorization Reference; IAM User Guide, "IAM JSON policy elements: Condition operators").',
  check: eachAllow((statement, document, all) => {
    const actions = kindOf(document) === 'trust' ? null : every(statement, all);
    if (actions === null) return [];
    const named = statement.actions
      .map(({ text }) => text)
      .slice(0, 3)
      .join(', ');
    return statement.conditions
      .filter(
        (condition) => isJudged(condition, statement, all) && !actions.some((one) => hasKey(one, condition.lower)),
      )
      .map(({ key, means, path }) => {
        const isAlwaysMet = means?.negated || means?.ifExists || means?.quantifier === 'ForAllValues';
        const met = isAlwaysMet ? 'the condition limits nothing' : 'the statement allows nothing';
        return {
          path,
          message: `no request for ${named} has ${key}: ${met}`,
          fix: 'use a key that the Service Authorization Reference lists for the actions, or aws:ResourceTag/…',
        };
      });
  }),
};

/** Null where one of the actions is not known. */
function every({ actions }: Stated, { catalog }: Surroundings): Action[] | null {
  const found = actions.map(({ text }) => actionsOf(catalog, text));
  return found.length === 0 || found.some((list) => list.length === 0) ? null : found.flat();
}

/** Of keys for all services only AWS's reference knows who tells them, and with gaps. */
function isJudged(condition: StatedCondition, { actions }: Stated, all: Surroundings): boolean {
  const { lower, means } = condition;
  const service = lower.split(':')[0] ?? '';
  if (service === 'aws' || OF_CALLER.test(lower) || means === null || means.operator === 'Null') return false;
  const isOwn = actions.some(({ text }) => text.toLowerCase().startsWith(`${service}:`));
  // Told by unsupported-action-for-condition-key.
  if (isOwn && CERTAIN.test(lower)) return false;
  return all.catalog.service(service) !== null && typeOf(condition, all) !== null;
}
