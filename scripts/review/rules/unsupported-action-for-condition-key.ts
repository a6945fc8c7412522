import { isWild } from '../../access/stated/actions.ts';
import { actionNamed, conditionKeysFor } from '../../iam/catalog/actions.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { CERTAIN } from './facts/known-keys.ts';

export const unsupportedActionForConditionKey: Rule = {
  id: 'unsupported-action-for-condition-key',
  code: 'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
  severity: 'error',
  summary: "An action that does not tell a condition's key",
  why: 'The condition is never met for it: an Allow does not allow it, a Deny does not deny it (Service Authorization Reference).',
  check: eachStatement(({ actions, conditions }, _, { catalog }) =>
    conditions.flatMap(({ lower, key, path, means }) => {
      const prefix = lower.split(':')[0] ?? '';
      if (
        !CERTAIN.test(lower) ||
        means?.ifExists ||
        means?.negated ||
        means?.operator === 'Null' ||
        means?.quantifier === 'ForAllValues'
      )
        return [];
      const others = actions
        .filter(({ text }) => !isWild(text) && text.toLowerCase().startsWith(`${prefix}:`))
        .flatMap(({ text }) => actionNamed(catalog, text) ?? []);
      const without = others.filter(
        (action) => !conditionKeysFor(action).some((known) => known.toLowerCase() === lower),
      );
      if (without.length === 0) return [];
      return [
        {
          path,
          message: `${without.map(({ name }) => name).join(', ')} ${without.length > 1 ? 'do' : 'does'} not tell ${key}`,
          fix: 'move them to a statement without this key',
        },
      ];
    }),
  ),
};
