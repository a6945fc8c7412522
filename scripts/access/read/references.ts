import { scalarText } from '../../template/scalar-text.ts';
import { queueUrl, shapeOf } from './arns.ts';
import { expressionOf } from './function-call.ts';
import { parameterValues } from './parameters.ts';
import { itemsOf, made, type Placed, partAt } from './placed.ts';
import { inText, noteUnresolved, type Scope } from './scope.ts';
import type { Sections } from './sections.ts';
import { onlyText } from './texts.ts';

/** Filled in by CloudFormation, and the same everywhere in a review. */
const PSEUDO = new Set([
  ...['AWS::AccountId', 'AWS::Region', 'AWS::Partition', 'AWS::URLSuffix', 'AWS::StackName', 'AWS::StackId'],
  'AWS::NotificationARNs',
]);

/** Whether `${Name}` or `${Name.Attribute}` is of the template, and not a variable of IAM. */
export function isName(name: string, { template: { sections } }: Scope): boolean {
  const [id = ''] = name.split('.');
  return PSEUDO.has(name) || sections.resources.has(id) || (sections.parameters.has(id) && id === name);
}

export function reference(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const name = typeof argument.value === 'string' ? argument.value : onlyText(argument, inText(scope));
  if (name === null) return 'the name is known only when deploying';
  if (name === 'AWS::NoValue') return [];
  const values = parameterOf(name, node, scope) ?? referenceTexts(name, node, scope);
  return values.map((value) => made(value, node.place));
}

/** Of a list parameter, the list; undefined for what is no list parameter with one value. */
function parameterOf(name: string, node: Placed, scope: Scope): (string | string[])[] | undefined {
  const declaration = scope.template.sections.parameters.get(name)?.node;
  if (!declaration) return undefined;
  const { values } = parameterValues(name, declaration, scope.template);
  if (!values.some((value) => Array.isArray(value))) return undefined;
  if (values.length === 1 || scope.inList) return [...values];
  return referenceTexts(name, node, scope);
}

/** What `Ref` gives, as text. */
export function referenceTexts(name: string, node: Placed, scope: Scope): string[] {
  const { sections, prefix } = scope.template;
  const declaration = sections.parameters.get(name)?.node;
  if (declaration) return parameterTexts(name, declaration, node, scope);
  if (PSEUDO.has(name)) return [`\${${name}}`];
  if (sections.resources.has(name) || isMadeBySam(name, sections)) return [resourceText(name, scope)];
  const reason = `the template has no resource or parameter '${name}'`;
  noteUnresolved(scope, node.place, expressionOf('Ref', name), reason);
  return [`\${${prefix}${name}}`];
}

function parameterTexts(name: string, declaration: Placed, node: Placed, scope: Scope): string[] {
  const { values, reason } = parameterValues(name, declaration, scope.template);
  const texts = values.map((value) => (Array.isArray(value) ? value.join(',') : value));
  const isWhole = node.parts.has('Ref') || node.value === `\${${name}}`;
  // A part of a text is the same unknown wherever it stands, unless one of its values says more than a name does.
  const says = isWhole || texts.some((text) => /[*?:]/.test(text));
  if (texts.length === 1 || (texts.length > 0 && scope.inList && says)) return texts;
  noteUnresolved(scope, node.place, expressionOf('Ref', name), reason);
  return [`\${${scope.template.prefix}${name}}`];
}

function resourceText(id: string, scope: Scope): string {
  const type = typeOf(id, scope);
  const shape = shapeOf(type);
  if (!shape) return symbolOf(id, scope);
  if (type === 'AWS::SQS::Queue') return queueUrl(physicalName(id, scope));
  return shape.ref === 'arn' ? arnOf(id, scope) : physicalName(id, scope);
}

function typeOf(id: string, { template }: Scope): string {
  const resource = template.sections.resources.get(id)?.node;
  if (resource) return scalarText(partAt(resource, 'Type')?.value);
  return isMadeBySam(id, template.sections) ? 'AWS::IAM::Role' : '';
}

/** SAM makes a role for each function without one, under the function's name and `Role`. */
function isMadeBySam(id: string, { resources }: Sections): boolean {
  const made = id.endsWith('Role') ? resources.get(id.slice(0, -'Role'.length))?.node : undefined;
  return made !== undefined && partAt(made, 'Type')?.value === 'AWS::Serverless::Function';
}

function symbolOf(id: string, { template }: Scope): string {
  return `\${${template.prefix}${id}}`;
}

/** The ARN of a resource, as far as its type says; its symbol where the type is not known. */
export function arnOf(id: string, scope: Scope): string {
  const { arn } = shapeOf(typeOf(id, scope)) ?? { arn: null };
  if (arn === null) return `\${${scope.template.prefix}${id}.Arn}`;
  const name = physicalName(id, scope);
  return arn.replace('{path}', () => pathOf(id, scope)).replace('{name}', () => name);
}

/** The name that the template gives, or the resource's symbol: CloudFormation makes the name up. */
function physicalName(id: string, scope: Scope): string {
  const { texts } = scope.template;
  const key = `name ${id}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const { name } = shapeOf(typeOf(id, scope)) ?? { name: null };
  const text = (name && propertyText(id, name, scope)) || symbolOf(id, scope);
  texts.set(key, text);
  return text;
}

function propertyText(id: string, property: string, scope: Scope): string | null {
  const resource = scope.template.sections.resources.get(id)?.node;
  const node = resource && partAt(resource, 'Properties', property);
  if (node === undefined || scope.visiting.has(id)) return null;
  // With `AWS::NoValue` in a branch the name may as well be CloudFormation's.
  if (typeof node.value === 'object' && JSON.stringify(node.value).includes('AWS::NoValue')) return null;
  const inside = { ...scope, inList: false, placeholders: false, assumed: new Map() };
  return onlyText(node, { ...inside, visiting: new Set([...scope.visiting, id]) });
}

/** `Path` of an IAM resource, with its slashes. */
function pathOf(id: string, scope: Scope): string {
  const path = propertyText(id, 'Path', scope) ?? '/';
  return path.startsWith('/') && path.endsWith('/') ? path : '/';
}

export function attribute(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const written = typeof argument.value === 'string' ? argument.value.split('.') : undefined;
  const [id, ...rest] = written ?? itemsOf(argument).map((item) => onlyText(item, inText(scope)));
  if (typeof id !== 'string' || rest.length === 0 || rest.includes(null))
    return 'Fn::GetAtt takes a resource and an attribute';
  const output = rest[0] === 'Outputs' ? nestedOutput(id, rest.slice(1).join('.'), scope) : null;
  if (output) return [{ ...output, place: node.place }];
  return attributeTexts(id, rest.join('.'), node, scope).map((text) => made(text, node.place));
}

/** An output of a nested stack whose template is in the repository. */
function nestedOutput(id: string, output: string, scope: Scope): Placed | null {
  if (typeOf(id, scope) !== 'AWS::CloudFormation::Stack') return null;
  const resource = scope.template.sections.resources.get(id)?.node;
  const url = resource && partAt(resource, 'Properties', 'TemplateURL')?.value;
  return typeof url === 'string' && !url.includes('://') ? scope.template.nested(url, output) : null;
}

/** What `Fn::GetAtt` gives, as text. */
export function attributeTexts(id: string, name: string, node: Placed, scope: Scope): string[] {
  const output = name.startsWith('Outputs.') ? nestedOutput(id, name.slice('Outputs.'.length), scope) : null;
  if (typeof output?.value === 'string') return [output.value];
  const shape = shapeOf(typeOf(id, scope));
  if (shape?.arn && shape.arns.includes(name)) return [arnOf(id, scope)];
  if (shape?.names.includes(name)) return [physicalName(id, scope)];
  if (name === 'StreamArn' && shape?.arn)
    return [`${arnOf(id, scope)}/stream/\${${scope.template.prefix}${id}.StreamLabel}`];
  const reason = scope.template.sections.resources.has(id)
    ? 'the attribute is known only after deploying'
    : `the template has no resource '${id}'`;
  noteUnresolved(scope, node.place, expressionOf('Fn::GetAtt', [id, name]), reason);
  return [`\${${scope.template.prefix}${id}.${name}}`];
}
