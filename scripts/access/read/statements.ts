import { assuming } from './branches.ts';
import { functionOf } from './function-call.ts';
import { entriesOf, itemsOf, type Placed } from './placed.ts';
import type { Scope } from './scope.ts';

const SPLIT_LIMIT = 4;

/** Where a list of both branches' values would say something else than one of them: the statement is split instead. */
const SPLIT = new Set(['Effect', 'Sid', 'Principal', 'NotPrincipal', 'NotAction', 'NotResource', 'Condition']);

export function isStatement(node: Placed): boolean {
  const has = (key: string) => node.parts.has(key);
  return has('Effect') && (has('Action') || has('NotAction') || has('Principal') || has('Resource'));
}

/** The scopes in which a statement is evaluated: one for each way that its conditions may turn out, where it matters. */
export function statementScopes(statement: Placed, scope: Scope): Scope[] {
  if (scope.template.conditions !== null) return [scope];
  const conditions = new Set<string>();
  for (const [key, { node }] of entriesOf(statement)) if (SPLIT.has(key)) collect(node, key, conditions);
  let scopes = [scope];
  for (const condition of [...conditions].filter((name) => !scope.assumed.has(name)).slice(0, SPLIT_LIMIT))
    scopes = scopes.flatMap((one) => [assuming(one, condition, true), assuming(one, condition, false)]);
  return scopes;
}

function collect(node: Placed, key: string, conditions: Set<string>): void {
  const call = functionOf(node);
  const name = call?.name === 'Fn::If' ? itemsOf(call.argument)[0]?.value : undefined;
  if (typeof name === 'string') conditions.add(name);
  // Below a kind of principal stands a list of which any member counts: its branches add up.
  if (key === 'Principal' && !call) return;
  for (const { node: part } of node.parts.values()) collect(part, '', conditions);
}
