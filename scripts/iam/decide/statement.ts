import type { Patterns, PolicyDocument, PolicyStatement } from '../policy/document.ts';
import { type ConditionTest, compileCondition } from './condition.ts';
import { compilePattern, type Lookup, type Matcher } from './pattern.ts';
import { type Caller, compilePrincipal, type PrincipalTest } from './principal.ts';

/** A request that has been taken apart once for all the statements it meets. */
export interface PreparedRequest {
  /** In lower case. */
  action: string;
  resource: string;
  caller: Caller;
  lookup: Lookup;
}

export interface CompiledStatement {
  statement: PolicyStatement;
  isAllow: boolean;
  /** Action, resource and conditions; the principal is looked at separately. */
  covers(request: PreparedRequest): boolean;
  /** How it names the caller; `everyone` for a statement without a principal. */
  names: PrincipalTest;
}

export function compileDocument(document: PolicyDocument): CompiledStatement[] {
  return document.statements.map((statement) => compileStatement(statement, document.version));
}

function compileStatement(statement: PolicyStatement, version: PolicyDocument['version']): CompiledStatement {
  const { principal, effect } = statement;
  const action = patternsMatcher(statement.action, { wildcards: true, variables: false, ignoreCase: true });
  const variables = version === '2012-10-17';
  const resource = statement.resource && patternsMatcher(statement.resource, { wildcards: true, variables });
  const conditions = statement.conditions.map((condition) => compileCondition(condition, version));
  return {
    statement,
    isAllow: effect === 'Allow',
    covers: ({ action: called, resource: touched, lookup }) =>
      action(called, lookup) && (resource === null || resource(touched, lookup)) && allHold(conditions, lookup),
    names: principal === null ? () => 'everyone' : compilePrincipal(principal, effect),
  };
}

function allHold(conditions: ConditionTest[], lookup: Lookup): boolean {
  for (const holds of conditions) if (!holds(lookup)) return false;
  return true;
}

function patternsMatcher({ not, patterns }: Patterns, options: Parameters<typeof compilePattern>[1]): Matcher {
  const matchers = patterns.map((pattern) => compilePattern(pattern, options));
  const [only] = matchers;
  if (matchers.length === 1 && only && !not) return only;
  return (text, lookup) => matchers.some((matches) => matches(text, lookup)) !== not;
}
