import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const redundantKeyDueToWildcard: Rule = {
  id: 'redundant-key-due-to-wildcard',
  code: 'REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION',
  severity: 'suggestion',
  summary: 'A condition that always matches',
  why: 'It restricts nothing (IAM policy validation check reference, "Redundant key due to wildcard in condition").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ means, values }) =>
          (means?.operator === 'StringLike' || means?.operator === 'ArnLike') &&
          !means.negated &&
          (means.ifExists || means.quantifier === 'ForAllValues') &&
          values.some(({ text }) => /^\*+$/.test(text)),
      )
      .map(({ key, operator, path }) => ({
        path,
        message: `${key} under ${operator} always matches`,
        fix: 'remove it, or name the values',
      })),
  ),
};
