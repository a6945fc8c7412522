import type { ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import { scopeOf } from '../../access/read/evaluate.ts';
import { type Library, readLibrary } from '../../access/read/library.ts';
import { isList, type ParameterValues } from '../../access/read/parameters.ts';
import { made, type Part, type Placed, partAt } from '../../access/read/placed.ts';
import type { TemplateScope } from '../../access/read/scope.ts';
import type { Sections } from '../../access/read/sections.ts';
import { stacksOf } from '../../access/read/stacks.ts';
import { resolveTemplate, reviewedTemplate } from '../../access/read/template.ts';
import { scalarText } from '../../template/scalar-text.ts';
import type { Asking } from './asking.ts';
import { type Place, pseudoParameters } from './concrete.ts';
import { decidedConditions, settled } from './conditions.ts';
import { filled, symbolsOf, unknownIn } from './physical.ts';
import type { DeployedStack } from './stacks.ts';

/** What the repository says of a deployed stack: its conditions decided, parameters, names and ARNs filled in. */
export interface ExpectedStack {
  deployed: DeployedStack;
  file: string;
  /** Macros make resources that the template does not show. */
  hasMacro: boolean;
  /** Logical ids and parameters: what symbols of the template name. */
  names: ReadonlySet<string>;
  resources: readonly ReviewedResource[];
  documents: readonly ReviewedDocument[];
}

/** Reads the templates of deployed stacks once more, with the values that the stacks have. */
export async function expectedStacks(
  root: string,
  deployed: readonly DeployedStack[],
  templates: ReadonlyMap<string, string>,
  accountId: string,
  partition: string,
  asking: Asking,
): Promise<ExpectedStack[]> {
  const library = await readLibrary(root, () => {});
  return deployed.flatMap((stack) => {
    const file = templates.get(stack.stack) ?? '';
    const top = library.parsed(file);
    if (top === undefined) return [];
    const place = { accountId, partition, region: stack.clients.region };
    return expectedStack(stack, file, top, library, place, asking) ?? [];
  });
}

function expectedStack(
  deployed: DeployedStack,
  file: string,
  top: Placed,
  library: Library,
  place: Place,
  { open }: Asking,
): ExpectedStack | null {
  const pseudo = pseudoParameters(place, deployed.name, deployed.id);
  const written = deployedScope(stacksOf(library.parsed, new Map()).scopeOf(file), deployed, pseudo);
  const conditions = decidedConditions(scopeOf(written));
  const undecided = [...conditions].filter(([, value]) => value === null).map(([name]) => name);
  if (undecided.length > 0) {
    open(`the stack ${deployed.stack} was not compared: how ${undecided.join(', ')} turned out is not known`);
    return null;
  }
  const sections = { ...written.sections, resources: presentResources(written.sections, conditions) };
  const found = resolveTemplate(file, { ...written, sections, unresolved: new Map(), texts: new Map() });
  const { resources, documents } = reviewedTemplate(file, found, () => found);
  const symbols = symbolsOf(deployed.resources, pseudo);
  return {
    ...{ deployed, file, hasMacro: hasMacro(top) },
    names: new Set([...written.sections.resources.keys(), ...written.sections.parameters.keys()]),
    resources: resources.map((resource) => ({ ...resource, properties: filled(resource.properties, symbols) })),
    documents: documents.map((document) => ({ ...document, value: filled(document.value, symbols) })),
  };
}

/** The resources that the conditions leave, with the branches that they take. */
function presentResources({ resources }: Sections, conditions: ReadonlyMap<string, boolean | null>): Map<string, Part> {
  const present = [...resources].filter(([, { node }]) => {
    const condition = partAt(node, 'Condition')?.value;
    return typeof condition !== 'string' || conditions.get(condition) !== false;
  });
  return new Map(present.map(([id, { key, node }]) => [id, { key, node: settled(node, conditions) }]));
}

/** Whether all of a value is known; a note says what is not, and that nothing is compared then. */
export function isKnown({ names }: ExpectedStack, subject: string, value: unknown, { open }: Asking): boolean {
  const symbol = unknownIn(value, names);
  if (symbol !== null) open(`${subject} was not compared: what ${symbol} came to is not known`);
  return symbol === null;
}

/** Parameters and pseudo parameters have the value that the stack has, imports what is exported now. */
export function deployedScope(
  scope: TemplateScope,
  stack: Pick<DeployedStack, 'parameters' | 'exports'>,
  pseudo: ReadonlyMap<string, string>,
): TemplateScope {
  const { sections } = scope;
  const at = sections.top.place;
  const declared = [...pseudo.keys()].map((name): [string, Part] => [name, { key: at, node: made({}, at) }]);
  const values = [...sections.parameters].map(([name, { node }]): [string, ParameterValues] => [
    name,
    valuesOf(node, stack.parameters.get(name)),
  ]);
  const known = [...pseudo].map(([name, value]): [string, ParameterValues] => [name, { values: [value], reason: '' }]);
  return {
    ...scope,
    sections: { ...sections, parameters: new Map([...sections.parameters, ...declared]) },
    parameters: new Map([...values, ...known]),
    imported(name) {
      const value = stack.exports.get(name);
      return value === undefined ? null : made(value, at);
    },
    nested: () => null,
  };
}

/** @param value undefined: the parameter is new, and the stack does not have it yet */
function valuesOf(declaration: Placed, value: string | null | undefined): ParameterValues {
  const fallback = partAt(declaration, 'Default')?.value;
  const text = value === undefined && fallback !== undefined ? scalarText(fallback) : value;
  if (text == null) return { values: [], reason: 'CloudFormation does not show the value' };
  const type = scalarText(partAt(declaration, 'Type')?.value ?? 'String');
  return {
    values: [isList(type) || /List</.test(type) ? text.split(',').map((item) => item.trim()) : text],
    reason: '',
  };
}

/** `AWS::LanguageExtensions` adds functions that the reader knows. */
function hasMacro(top: Placed): boolean {
  const names = [partAt(top, 'Transform')?.value].flat();
  return names.some((name) => name !== undefined && name !== 'AWS::LanguageExtensions');
}
