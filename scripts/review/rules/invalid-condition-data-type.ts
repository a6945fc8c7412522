import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidConditionDataType: Rule = {
  id: 'invalid-condition-data-type',
  code: 'INVALID_CONDITION_DATA_TYPE',
  severity: 'error',
  summary: 'Values of several JSON types in one condition',
  why: 'IAM wants one type in an array (IAM policy validation check reference, "Invalid condition data type").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ values }) =>
          new Set(values.filter(({ text }) => !text.includes('${')).map(({ value }) => typeof value)).size > 1,
      )
      .map(({ key, path }) => ({
        path,
        message: `the values of ${key} are of several JSON types`,
        fix: 'put quotes around each',
      })),
  ),
};
