import { scalarText } from '../../template/scalar-text.ts';
import { itemsOf, type Placed, partAt } from './placed.ts';
import type { TemplateScope } from './scope.ts';
import { CHOICE_LIMIT } from './scope.ts';

/** What is known of a parameter before deploying. */
export interface ParameterValues {
  /** Possible values, texts or lists of them; empty when nothing is known. */
  values: readonly (string | string[])[];
  /** Why it has no single value. */
  reason: string;
}

/** A parameter's allowed values, its default and what the environments give. */
export function parameterValues(name: string, declaration: Placed, template: TemplateScope): ParameterValues {
  const known = template.parameters.get(name);
  if (known) return known;
  const values = findValues(name, declaration, template);
  template.parameters.set(name, values);
  return values;
}

function findValues(name: string, declaration: Placed, template: TemplateScope): ParameterValues {
  const type = scalarText(partAt(declaration, 'Type')?.value ?? 'String');
  if (type.startsWith('AWS::SSM::Parameter::Value'))
    return { values: [], reason: 'the value of an SSM parameter is read when deploying' };
  const texts = [...new Set([...defaultTexts(declaration), ...(template.given.get(name) ?? [])])];
  const allowed = itemsOf(partAt(declaration, 'AllowedValues')).map((item) => item.value);
  // Empty text is how templates say that nothing is given.
  const all = [...new Set([...texts, ...allowed.filter(isPlain).map(scalarText)])].filter((text) => text !== '');
  const values = all.map((text) => (isList(type) ? text.split(',').map((item) => item.trim()) : text));
  if (values.length === 0) return { values, reason: 'a parameter whose value is given when deploying' };
  if (values.length > CHOICE_LIMIT) return { values: [], reason: `a parameter with ${values.length} possible values` };
  return { values, reason: `a parameter with ${values.length} possible values: ${all.join(', ')}` };
}

function defaultTexts(declaration: Placed): string[] {
  const value = partAt(declaration, 'Default')?.value;
  return isPlain(value) ? [scalarText(value)] : [];
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

export function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}
