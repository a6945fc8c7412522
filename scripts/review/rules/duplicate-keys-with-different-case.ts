import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const duplicateKeysWithDifferentCase: Rule = {
  id: 'duplicate-keys-with-different-case',
  code: 'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
  severity: 'error',
  summary: 'A condition key twice under one operator, in different case',
  why: 'Keys are the same in any case, and IAM refuses a document in which one stands twice (IAM User Guide, "IAM JSON policy elements: Condition").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ operator, lower }, index) =>
          conditions.findIndex((other) => other.operator === operator && other.lower === lower) < index,
      )
      .map(({ key, path }) => ({
        path,
        message: `the key ${key} stands under this operator already, in other letters`,
        fix: 'put its values into one array',
      })),
  ),
};
