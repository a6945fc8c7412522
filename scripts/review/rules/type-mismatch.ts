import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';

const FAMILIES = [
  ['String', 'String'],
  ['Numeric', 'Numeric'],
  ['Date', 'Date'],
  ['Bool', 'Bool'],
  ['Binary', 'Binary'],
  ['Ip', 'IPAddress'],
  ['Arn', 'ARN'],
] as const;
const PLAIN = {
  String: 'StringEquals',
  Numeric: 'NumericEquals',
  Date: 'DateEquals',
  Bool: 'Bool',
  Binary: 'BinaryEquals',
  IPAddress: 'IpAddress',
  ARN: 'ArnLike',
};

/** What says the same, also of a request without the key. A Bool has no negation, so its value is turned round. */
const NEGATED = {
  String: 'StringNotEquals',
  Numeric: 'NumericNotEquals',
  Date: 'DateNotEquals',
  Bool: 'BoolIfExists, with the opposite value',
  Binary: 'BinaryEquals, which has no negation',
  IPAddress: 'NotIpAddress',
  ARN: 'ArnNotLike',
};

export const typeMismatch: Rule = {
  id: 'type-mismatch',
  code: 'TYPE_MISMATCH',
  severity: 'warning',
  summary: 'A condition operator of another type than its key',
  why: 'The comparison is not what it seems, or never true (IAM User Guide, "IAM JSON policy elements: Condition operators").',
  check: eachStatement(({ conditions }, _, all) =>
    conditions.flatMap((condition) => {
      const type = typeOf(condition, all);
      const operator = condition.means?.operator;
      if (type === null || operator === undefined || operator === 'Null') return [];
      const family = FAMILIES.find(([start]) => operator.startsWith(start))?.[1];
      const types: (string | null)[] = [type.type, type.alternative];
      if (
        types.includes(family ?? '') ||
        (family === 'String' && types.includes('ARN')) ||
        (family === 'ARN' && type.name.includes('${'))
      )
        return [];
      return [
        {
          path: condition.path,
          message: `${condition.key} is of the type ${type.type}, and ${condition.operator} compares another`,
          fix: `write ${condition.means?.negated ? NEGATED[type.type] : PLAIN[type.type]}`,
        },
      ];
    }),
  ),
};
