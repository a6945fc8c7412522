import { scalarText } from '../../template/scalar-text.ts';
import { itemsOf, type Placed, partAt } from './placed.ts';
import type { Scope } from './scope.ts';

/** `Fn::If`: both branches, unless an outer branch has settled the condition. */
export function conditional(argument: Placed, scope: Scope): Placed[] | string {
  const [condition, yes, no] = itemsOf(argument);
  const name = condition?.value;
  if (typeof name !== 'string' || yes === undefined) return 'Fn::If takes a condition and two values';
  const known = scope.assumed.get(name) ?? scope.template.conditions;
  const values: Placed[] = [];
  if (known !== false) values.push(...scope.evaluate(yes, assuming(scope, name, true)));
  if (known !== true && no !== undefined) values.push(...scope.evaluate(no, assuming(scope, name, false)));
  return distinct(values);
}

export function assuming(scope: Scope, condition: string, is: boolean): Scope {
  return { ...scope, assumed: new Map([...scope.assumed, [condition, is]]) };
}

/** Equal texts are one; anything else is kept, as its place tells the branches apart. */
function distinct(values: Placed[]): Placed[] {
  return values.filter((value, index) => {
    return typeof value.value === 'object' || values.findIndex((other) => other.value === value.value) === index;
  });
}

/** `Fn::Transform` of `AWS::Include`: the document in its place. Other macros are code that runs when deploying. */
export function transformed(argument: Placed, scope: Scope): Placed[] | string {
  const name = partAt(argument, 'Name')?.value;
  if (name !== 'AWS::Include') return `the macro ${scalarText(name) || 'without a name'} runs when deploying`;
  const location = partAt(argument, 'Parameters', 'Location')?.value;
  if (typeof location !== 'string') return 'the Location of AWS::Include is known only when deploying';
  const document = scope.template.included(location);
  return typeof document === 'string' ? document : scope.evaluate(document, { ...scope, placeholders: true });
}
