import { covers } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

const SETTING: [RegExp, string][] = [
  [/^sts:sourceidentity$/, 'sts:SetSourceIdentity'],
  [/^(aws:requesttag\/|aws:tagkeys$|sts:transitivetagkeys$)/, 'sts:TagSession'],
];

export const missingActionForConditionKey: Rule = {
  id: 'missing-action-for-condition-key',
  code: 'MISSING_ACTION_FOR_CONDITION_KEY',
  severity: 'error',
  summary: 'A condition on a session without the action that sets it',
  why: 'The session cannot carry it, so the condition fails (IAM policy validation check reference, "Missing action for condition key").',
  check: eachAllow((statement, document) =>
    kindOf(document) === 'trust'
      ? statement.conditions.flatMap(({ lower, key, path, means }) => {
          const action =
            means?.negated || means?.ifExists || means?.operator === 'Null' || means?.quantifier === 'ForAllValues'
              ? undefined
              : SETTING.find(([pattern]) => pattern.test(lower))?.[1];
          if (action === undefined || statement.actions.some(({ text }) => covers(text, action))) return [];
          return [{ path, message: `nothing can set ${key} without ${action}`, fix: `add "${action}" to Action` }];
        })
      : [],
  ),
};
