import type { Condition, Operator } from './document.ts';

/** How each operator of the IAM User Guide ("IAM JSON policy elements: Condition operators") is read. */
const OPERATORS: Record<string, [operator: Operator, negated: boolean]> = {
  StringEquals: ['StringEquals', false],
  StringNotEquals: ['StringEquals', true],
  StringEqualsIgnoreCase: ['StringEqualsIgnoreCase', false],
  StringNotEqualsIgnoreCase: ['StringEqualsIgnoreCase', true],
  StringLike: ['StringLike', false],
  StringNotLike: ['StringLike', true],
  NumericEquals: ['NumericEquals', false],
  NumericNotEquals: ['NumericEquals', true],
  NumericLessThan: ['NumericLessThan', false],
  NumericLessThanEquals: ['NumericLessThanEquals', false],
  NumericGreaterThan: ['NumericGreaterThan', false],
  NumericGreaterThanEquals: ['NumericGreaterThanEquals', false],
  DateEquals: ['DateEquals', false],
  DateNotEquals: ['DateEquals', true],
  DateLessThan: ['DateLessThan', false],
  DateLessThanEquals: ['DateLessThanEquals', false],
  DateGreaterThan: ['DateGreaterThan', false],
  DateGreaterThanEquals: ['DateGreaterThanEquals', false],
  Bool: ['Bool', false],
  BinaryEquals: ['BinaryEquals', false],
  IpAddress: ['IpAddress', false],
  NotIpAddress: ['IpAddress', true],
  ArnEquals: ['ArnLike', false],
  ArnLike: ['ArnLike', false],
  ArnNotEquals: ['ArnLike', true],
  ArnNotLike: ['ArnLike', true],
  Null: ['Null', false],
};

const BY_LOWER_CASE = new Map(Object.entries(OPERATORS).map(([name, meaning]) => [name.toLowerCase(), meaning]));

/** What an operator such as `ForAnyValue:StringNotLikeIfExists` means; null for one that IAM does not know. */
export function operatorNamed(name: string): Omit<Condition, 'key' | 'values'> | null {
  const [, prefix, rest = ''] = /^(?:(ForAllValues|ForAnyValue):)?(\w+)$/i.exec(name) ?? [];
  const suffixed = /^(\w+)IfExists$/i.exec(rest)?.[1];
  const found = BY_LOWER_CASE.get((suffixed ?? rest).toLowerCase());
  if (found === undefined || (suffixed !== undefined && found[0] === 'Null')) return null;
  const quantifier =
    prefix === undefined ? null : prefix.toLowerCase() === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue';
  return { operator: found[0], negated: found[1], ifExists: suffixed !== undefined, quantifier };
}
