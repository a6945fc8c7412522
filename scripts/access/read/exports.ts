import { scopeOf } from './evaluate.ts';
import { type Placed, partAt } from './placed.ts';
import type { TemplateScope } from './scope.ts';
import { onlyText } from './texts.ts';

/** Export names, each with its output. */
export function exportNames(template: TemplateScope): Map<string, string> {
  const names = new Map<string, string>();
  for (const [output, { node }] of template.sections.outputs) {
    const name = partAt(node, 'Export', 'Name');
    const text = name && onlyText(name, scopeOf(template));
    // A stack's own name says nothing in another one.
    if (text && !text.includes('${AWS::StackName}')) names.set(text, output);
  }
  return names;
}

/** What an output gives to other stacks; null where it is not one value. */
export function outputValue(template: TemplateScope, output: string): Placed | null {
  const node = template.sections.outputs.get(output)?.node;
  const value = node && partAt(node, 'Value');
  const scope = scopeOf(template);
  const [found, ...others] = value ? scope.evaluate(value, scope) : [];
  return found !== undefined && others.length === 0 ? found : null;
}
