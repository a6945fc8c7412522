import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyObjectCondition: Rule = {
  id: 'empty-object-condition',
  code: 'EMPTY_OBJECT_CONDITION',
  severity: 'suggestion',
  summary: 'A Condition that is an empty object',
  why: 'It restricts nothing (IAM policy validation check reference, "Empty object condition").',
  check: eachStatement(({ fields, path }) => {
    const condition = fields.Condition;
    if (!isMap(condition)) return [];
    const empty = [[] as string[], ...Object.keys(condition).map((operator) => [operator])].filter(([operator]) => {
      const part = operator === undefined ? condition : condition[operator];
      return isMap(part) && Object.keys(part).length === 0;
    });
    return empty.map((steps) => ({
      path: [...path, 'Condition', ...steps],
      message: 'the condition is empty and restricts nothing',
      fix: 'name keys and values or remove it',
    }));
  }),
};
