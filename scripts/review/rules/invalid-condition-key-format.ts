import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const invalidConditionKeyFormat: Rule = {
  id: 'invalid-condition-key-format',
  code: 'INVALID_CONDITION_KEY_FORMAT',
  severity: 'error',
  summary: 'A condition key that is no key',
  why: 'A key is a prefix, a colon and a name (IAM policy validation check reference, "Invalid condition key format").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ key }) => !hasSymbol(key) && !/^[\w.${}/-]+:.+$/.test(key))
      .map(({ key, path }) => ({
        path,
        message: `'${key}' is no condition key`,
        fix: 'write prefix:name, such as aws:SourceArn',
      })),
  ),
};
