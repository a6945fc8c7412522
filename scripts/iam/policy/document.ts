/** A policy document in one shape, whatever way it was written: lists everywhere, one name for each element. */
export interface PolicyDocument {
  version: '2008-10-17' | '2012-10-17';
  statements: PolicyStatement[];
}

export interface PolicyStatement {
  /** Its place in `Statement`, from 0. */
  index: number;
  sid: string | null;
  effect: 'Allow' | 'Deny';
  /** Null in an identity policy. */
  principal: PrincipalElement | null;
  action: Patterns;
  /** Null where the document leaves it out, as trust policies do: then it speaks of what it is attached to. */
  resource: Patterns | null;
  conditions: Condition[];
}

/** Patterns of `Action` or `Resource`; `not` for `NotAction` and `NotResource`. */
export interface Patterns {
  not: boolean;
  patterns: string[];
}

/** `Principal`, or with `not` `NotPrincipal`. `Principal: "*"` is `AWS: ["*"]`, which means the same. */
export interface PrincipalElement {
  not: boolean;
  aws: string[];
  service: string[];
  federated: string[];
  canonicalUser: string[];
}

export type Operator =
  | 'StringEquals'
  | 'StringEqualsIgnoreCase'
  | 'StringLike'
  | 'NumericEquals'
  | 'NumericLessThan'
  | 'NumericLessThanEquals'
  | 'NumericGreaterThan'
  | 'NumericGreaterThanEquals'
  | 'DateEquals'
  | 'DateLessThan'
  | 'DateLessThanEquals'
  | 'DateGreaterThan'
  | 'DateGreaterThanEquals'
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'ArnLike'
  | 'Null';

/** One operator with one key. `StringNotLike` is `StringLike` negated; `ArnEquals` does what `ArnLike` does. */
export interface Condition {
  operator: Operator;
  negated: boolean;
  ifExists: boolean;
  quantifier: 'ForAllValues' | 'ForAnyValue' | null;
  /** In lower case: keys are compared without regard to it. */
  key: string;
  values: string[];
}
