import { functionOf } from '../../access/read/function-call.ts';
import { entriesOf, itemsOf, madeList, madeMap, type Part, type Placed } from '../../access/read/placed.ts';
import type { Scope } from '../../access/read/scope.ts';
import { onlyText } from '../../access/read/texts.ts';
import { scalarText } from '../../template/scalar-text.ts';

/** How each condition of a template turns out; null where that depends on what is not known. */
export function decidedConditions(scope: Scope): Map<string, boolean | null> {
  const { conditions } = scope.template.sections;
  const decided = new Map<string, boolean | null>();
  const decide = (name: string): boolean | null => {
    const known = decided.get(name);
    const node = conditions.get(name)?.node;
    if (known !== undefined || node === undefined) return known ?? null;
    // Conditions that name each other in a circle, which CloudFormation refuses, are not known.
    decided.set(name, null);
    const value = outcomeOf(node, scope, decide);
    decided.set(name, value);
    return value;
  };
  for (const name of conditions.keys()) decide(name);
  return decided;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html */
function outcomeOf(node: Placed, scope: Scope, decide: (name: string) => boolean | null): boolean | null {
  const [[name, part] = []] = node.parts;
  if (part === undefined) return null;
  if (name === 'Condition') return decide(scalarText(part.node.value));
  const items = itemsOf(part.node);
  if (name === 'Fn::Equals') return equals(items, scope);
  const values = items.map((item) => outcomeOf(item, scope, decide));
  if (name === 'Fn::Not') return values[0] == null ? null : !values[0];
  if (name === 'Fn::And') return values.includes(false) ? false : values.includes(null) ? null : true;
  if (name === 'Fn::Or') return values.includes(true) ? true : values.includes(null) ? null : false;
  return null;
}

function equals(items: readonly Placed[], scope: Scope): boolean | null {
  const [one, other] = items.map((item) => onlyText(item, scope));
  if (one == null || other == null || /\$\{/.test(one + other)) return null;
  return one === other;
}

/** Aliases can make a small file a huge tree: what lies beyond stays as it is written, and the reader has its own limit. */
const EFFORT_LIMIT = 500_000;

/** The value with the branch that `Fn::If` takes in its place; what is not known stays as it is written. */
export function settled(
  node: Placed,
  conditions: ReadonlyMap<string, boolean | null>,
  effort = { left: EFFORT_LIMIT },
): Placed {
  effort.left -= 1;
  if (effort.left < 0 || node.parts.size === 0) return node;
  const call = functionOf(node);
  if (call?.name === 'Fn::If') {
    const [condition, yes, no] = itemsOf(call.argument);
    const known = conditions.get(scalarText(condition?.value));
    const branch = known === true ? yes : known === false ? no : undefined;
    if (branch) return settled(branch, conditions, effort);
  }
  if (Array.isArray(node.value))
    return madeList(
      itemsOf(node).map((item) => settled(item, conditions, effort)),
      node.place,
    );
  const entries = entriesOf(node).map(([key, part]): [string, Part] => [
    key,
    { key: part.key, node: settled(part.node, conditions, effort) },
  ]);
  return madeMap(entries, node.place);
}
