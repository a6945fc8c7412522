import { expandLoops, isLoop } from './for-each.ts';
import { expressionOf, functionOf, symbol } from './function-call.ts';
import { INTRINSICS, type Intrinsic } from './intrinsics.ts';
import { entriesOf, itemsOf, made, madeList, madeMap, type Part, type Placed } from './placed.ts';
import { hasRoom, noteUnresolved, type Scope, type TemplateScope } from './scope.ts';
import { isStatement, statementScopes } from './statements.ts';
import { filledText } from './text-functions.ts';

/** Elements of policies that take a list of texts. */
const LISTS = new Set([
  ...['Action', 'NotAction', 'Resource', 'NotResource', 'Statement'],
  ...['AWS', 'Service', 'Federated', 'CanonicalUser', 'ManagedPolicyArns', 'ManagedPolicies'],
]);

export function scopeOf(template: TemplateScope): Scope {
  return {
    template,
    inList: false,
    assumed: new Map(),
    visiting: new Set(),
    placeholders: false,
    depth: 0,
    evaluate,
  };
}

/** The value with both branches of its conditions in it: where there are several, a list of them. */
export function resolved(node: Placed, scope: Scope): Placed | null {
  return joined(evaluate(node, scope), node);
}

/** The possible values of a written value; see `Scope.evaluate`. */
function evaluate(node: Placed, outer: Scope): Placed[] {
  const scope = { ...outer, depth: outer.depth + 1 };
  if (!hasRoom(scope)) return [leftOut(node, scope)];
  if (typeof node.value === 'string') return scope.placeholders ? filledText(node, scope) : [node];
  if (Array.isArray(node.value)) return [evaluatedList(node, scope)];
  if (node.parts.size === 0) return [node];
  const call = functionOf(node);
  if (call) return applied(call.name, call.argument, node, scope);
  return isStatement(node) ? evaluatedStatement(node, scope) : [evaluatedMap(node, scope)];
}

function evaluatedStatement(node: Placed, scope: Scope): Placed[] {
  const statements = statementScopes(node, scope).map((one) => evaluatedMap(node, one));
  return [...new Map(statements.map((statement) => [JSON.stringify(statement.value), statement])).values()];
}

function applied(name: string, argument: Placed, node: Placed, scope: Scope): Placed[] {
  const intrinsic: Intrinsic | undefined = INTRINSICS.get(name);
  const values = intrinsic?.(argument, scope, node);
  if (Array.isArray(values)) return values;
  const reason = typeof values === 'string' ? values : `${name} is known only when deploying`;
  noteUnresolved(scope, node.place, expressionOf(name, argument.value), reason);
  return [made(symbol(name, argument.value), node.place)];
}

function evaluatedList(node: Placed, scope: Scope): Placed {
  const items = itemsOf(node).flatMap((item) => {
    const values = evaluate(item, { ...scope, inList: true });
    // A function that gives a list, such as a list parameter, takes its items' place where text was expected.
    return values.flatMap((value) => (functionOf(item) && Array.isArray(value.value) ? itemsOf(value) : [value]));
  });
  return madeList(items, node.place);
}

function evaluatedMap(node: Placed, scope: Scope): Placed {
  const looped = expandLoops(node, scope.template.sections.top) ?? node;
  const entries = entriesOf(looped).flatMap(([key, part]): [string, Part][] => {
    if (isLoop(key)) {
      noteUnresolved(scope, part.key, key, 'the collection of the loop is known only when deploying');
      return [];
    }
    if (key === 'Fn::Transform')
      return includedEntries(
        part,
        scope,
        OF_POLICIES.some((name) => looped.parts.has(name)),
      );
    const inList = LISTS.has(key) || /^[\w-]+:/.test(key);
    const value = joined(evaluate(part.node, { ...scope, inList }), part.node);
    return value === null ? [] : [[key, { key: part.key, node: value }]];
  });
  return madeMap(entries, node.place);
}

/** What policies are made of: a key that IAM does not know is a mistake there. */
const OF_POLICIES = ['Version', 'Statement', 'Effect'];

/** Beside other keys an included document adds its own; what a macro makes stays to be seen, save in policies. */
function includedEntries({ key, node }: Part, scope: Scope, isOfPolicy: boolean): [string, Part][] {
  return applied('Fn::Transform', node, node, scope).flatMap((value): [string, Part][] =>
    typeof value.value === 'string' && !isOfPolicy ? [['Fn::Transform', { key, node: value }]] : entriesOf(value),
  );
}

/** Lists among the alternatives are joined: their items stand beside each other. */
function joined(values: Placed[], node: Placed): Placed | null {
  const [first] = values;
  if (first === undefined) return null;
  if (values.length === 1) return first;
  return madeList(
    values.flatMap((value) => (Array.isArray(value.value) ? itemsOf(value) : [value])),
    node.place,
  );
}

function leftOut(node: Placed, scope: Scope): Placed {
  noteUnresolved(scope, node.place, 'nested functions', 'the template expands to more than can be reviewed');
  return made('${TooLarge}', node.place);
}
