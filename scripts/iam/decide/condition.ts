import type { Condition, PolicyDocument } from '../policy/document.ts';
import { compilePattern, type Lookup, type Matcher } from './pattern.ts';
import { addressRange, instantOf, numberOf } from './values.ts';

/** Whether a request meets a condition. */
export type ConditionTest = (lookup: Lookup) => boolean;

/** Whether one value of the request stands in the operator's relation to one of the values of the policy. */
type ValueTest = (value: string, lookup: Lookup) => boolean;

export function compileCondition(condition: Condition, version: PolicyDocument['version']): ConditionTest {
  const { key, operator, negated, ifExists, quantifier, values } = condition;
  if (operator === 'Null') {
    const absent = values.some((value) => value.toLowerCase() === 'true');
    const present = values.some((value) => value.toLowerCase() === 'false');
    return (lookup) => (isMissing(lookup(key)) ? absent : present);
  }
  const matches = valueTest(condition, version === '2012-10-17');
  const holds: ValueTest = negated ? (value, lookup) => !matches(value, lookup) : matches;
  if (quantifier === 'ForAllValues') {
    return (lookup) => {
      const found = lookup(key);
      return isNull(found) || found.every((value) => holds(value, lookup));
    };
  }
  if (quantifier === 'ForAnyValue') {
    return (lookup) => {
      const found = lookup(key);
      return isMissing(found) ? ifExists : !isNull(found) && found.some((value) => holds(value, lookup));
    };
  }
  const whenMissing = ifExists || negated;
  return (lookup) => {
    const found = lookup(key);
    if (isMissing(found)) return whenMissing;
    const some = found.some((value) => matches(value, lookup));
    return negated ? !some : some;
  };
}

function isMissing(values: readonly string[] | undefined): values is undefined {
  return values === undefined || values.length === 0;
}

/** What the set operators take for no value at all (IAM User Guide, "Multivalued context keys"). */
function isNull(values: readonly string[] | undefined): values is undefined {
  return isMissing(values) || values.every((value) => value === '');
}

function valueTest({ operator, values }: Condition, variables: boolean): ValueTest {
  switch (operator) {
    case 'StringEquals':
      return anyOf(values.map((value) => compilePattern(value, { wildcards: false, variables })));
    case 'StringEqualsIgnoreCase':
      return anyOf(values.map((value) => compilePattern(value, { wildcards: false, variables, ignoreCase: true })));
    case 'StringLike':
      return anyOf(values.map((value) => compilePattern(value, { wildcards: true, variables })));
    case 'ArnLike':
      return anyOf(values.map((value) => arnMatcher(value, variables)));
    case 'Bool':
      return anyOf(values.map((value) => (text: string) => text.toLowerCase() === value.toLowerCase()));
    case 'BinaryEquals':
      return anyOf(values.map((value) => (text: string) => bytesOf(text).equals(bytesOf(value))));
    case 'IpAddress':
      return anyOf(values.map(addressMatcher));
    default:
      return anyOf(values.map((value) => orderMatcher(operator, value)));
  }
}

function anyOf(matchers: Matcher[]): ValueTest {
  return (value, lookup) => matchers.some((matches) => matches(value, lookup));
}

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/**
 * Each of the six parts is compared by itself, so a wildcard does not reach past a colon, except in the last part, which
 * may hold colons (IAM User Guide, "Amazon Resource Name (ARN) condition operators").
 */
function arnMatcher(pattern: string, variables: boolean): Matcher {
  const parts = arnParts(pattern);
  if (parts === null) return compilePattern(pattern, { wildcards: true, variables });
  const matchers = parts.map((part) => compilePattern(part, { wildcards: true, variables }));
  return (text, lookup) => arnParts(text)?.every((part, index) => matchers[index]?.(part, lookup)) ?? false;
}

/** Colons inside `${…}` do not separate. */
export function arnParts(arn: string): string[] | null {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of arn) {
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (character === ':' && depth <= 0 && parts.length < 6) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.length === 6 ? parts : null;
}

function addressMatcher(block: string): Matcher {
  const range = addressRange(block);
  return (text) => {
    const address = addressRange(text);
    if (range === null || address === null || address.v4 !== range.v4) return false;
    return range.first <= address.first && address.last <= range.last;
  };
}

function orderMatcher(operator: Condition['operator'], wanted: string): Matcher {
  const read = operator.startsWith('Numeric') ? numberOf : instantOf;
  const limit = read(wanted);
  const relation = operator.replace(/^(Numeric|Date)/, '');
  return (text) => {
    const value = read(text);
    return value !== null && limit !== null && compares(relation, value, limit);
  };
}

function compares(relation: string, value: number, limit: number): boolean {
  if (relation === 'Equals') return value === limit;
  if (relation === 'LessThan') return value < limit;
  if (relation === 'LessThanEquals') return value <= limit;
  return relation === 'GreaterThan' ? value > limit : value >= limit;
}
