import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { compileCondition } from '../../scripts/iam/decide/condition.ts';
import { operatorNamed } from '../../scripts/iam/policy/operators.ts';

type Value = string | string[] | undefined;
type Case = [operator: string, wanted: string | string[], given: Value, holds: boolean];

/** Which follow from the IAM User Guide's pages on condition operators, `IfExists`, `Null` and multivalued keys. */
const CASES: Case[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', 'a', undefined, false],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'Ab', 'aB', true],
  ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
  ['StringLike', 'a*c?', 'abbcd', true],
  ['StringNotLike', 'a*', 'b', true],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', '10', '11', true],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '10', '9', false],
  ['NumericGreaterThanEquals', '10', 'ten', false],
  ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', true],
  ['DateLessThan', '2026-01-01', '2025-12-31T23:59:59Z', true],
  ['DateGreaterThan', '2026-01-01T00:00:00+02:00', '2025-12-31T22:00:00Z', false],
  ['DateGreaterThanEquals', '1767225600', '2026-01-01T00:00:00Z', true],
  ['DateNotEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', false],
  ['Bool', 'true', 'TRUE', true],
  ['Bool', 'false', undefined, false],
  ['BoolIfExists', 'false', undefined, true],
  ['BinaryEquals', 'YWI=', 'YWI', true],
  ['IpAddress', '10.0.0.0/8', '10.255.0.1', true],
  ['IpAddress', '10.0.0.0/8', '11.0.0.1', false],
  ['IpAddress', '2001:db8::/32', '2001:db8:0:1::7', true],
  ['IpAddress', '0.0.0.0/0', '::1', false],
  ['NotIpAddress', ['10.0.0.0/8', '192.0.2.0/24'], '192.0.2.9', false],
  ['NotIpAddress', '10.0.0.0/8', undefined, true],
  ['ArnLike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::1:role/a/b', true],
  ['ArnLike', 'arn:aws:iam:*:1:role/x', 'arn:aws:iam:a:b:1:role/x', false],
  ['ArnEquals', 'arn:aws:iam::1:role/x*', 'arn:aws:iam::1:role/xy', true],
  ['ArnNotLike', 'arn:aws:iam::1:role/x', 'arn:aws:iam::1:role/y', true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'a', false],
  ['Null', 'false', 'a', true],
  ['Null', 'true', [], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', 'a', undefined, true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'c'], true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'a'], false],
  ['ForAllValues:StringEquals', 'a', '', true],
  ['ForAllValues:StringEquals', 'a', ['', 'b'], false],
  ['ForAnyValue:StringLike', '*', [''], false],
  ['ForAnyValue:StringNotEquals', 'a', '', false],
  ['ForAnyValue:StringEquals', 'a', ['b', 'a'], true],
  ['ForAnyValue:StringEquals', 'a', undefined, false],
  ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', 'a', ['a'], false],
  ['ForAnyValue:StringEqualsIfExists', 'a', undefined, true],
];

for (const [operator, wanted, given, holds] of CASES) {
  test(`${operator} ${JSON.stringify(wanted)} ${holds ? 'holds' : 'does not hold'} for ${JSON.stringify(given)}`, () => {
    const meaning = operatorNamed(operator);
    if (meaning === null) throw new Error(`no operator ${operator}`);
    const condition = { ...meaning, key: 'k:k', values: [wanted].flat() };
    const values = given === undefined ? undefined : [given].flat();
    equal(
      compileCondition(condition, '2012-10-17')(() => values),
      holds,
    );
  });
}

test('operators that IAM does not know have no meaning', () => {
  for (const name of ['StringEqual', 'NullIfExists', 'ForSome:StringLike', 'toString', ''])
    equal(operatorNamed(name), null, name);
});
