import { operatorNamed } from '../../iam/policy/operators.ts';
import { nearNames } from '../../template/near-names.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

const OPERATORS = ['String', 'Numeric', 'Date', 'Arn']
  .flatMap((type) =>
    [
      'Equals',
      'NotEquals',
      'Like',
      'NotLike',
      'LessThan',
      'LessThanEquals',
      'GreaterThan',
      'GreaterThanEquals',
      'EqualsIgnoreCase',
    ].map((rest) => `${type}${rest}`),
  )
  .concat('Bool', 'Null', 'IpAddress', 'NotIpAddress', 'BinaryEquals')
  .filter((name) => operatorNamed(name) !== null);

export const invalidConditionOperator: Rule = {
  id: 'invalid-condition-operator',
  code: 'INVALID_CONDITION_OPERATOR',
  severity: 'error',
  summary: 'A condition operator that IAM does not know',
  why: 'IAM refuses the document (IAM User Guide, "IAM JSON policy elements: Condition operators").',
  check: eachStatement(({ fields, path }) =>
    Object.keys(isMap(fields.Condition) ? fields.Condition : {})
      .filter((name) => operatorNamed(name) === null && !/Null\w*IfExists$/i.test(name) && !hasSymbol(name))
      .map((name) => ({
        path: [...path, 'Condition', name],
        message: `there is no condition operator '${name}'`,
        fix: nearNames(name, OPERATORS).map((near) => `write ${near}`)[0] ?? 'write an operator such as StringEquals',
      })),
  ),
};
