import { scalarText } from '../../template/scalar-text.ts';
import { symbol } from './function-call.ts';
import { entriesOf, itemsOf, made, type Placed } from './placed.ts';
import { attributeTexts, isName, referenceTexts } from './references.ts';
import { inText, type Scope } from './scope.ts';
import { combined, onlyText, textsOf } from './texts.ts';

/** `Fn::Sub`; its own variables hide parameters and resources. */
export function substituted(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const [text, variables] = itemsOf(argument);
  if (typeof text?.value !== 'string') return 'Fn::Sub takes text';
  const own = new Map(entriesOf(variables).map(([name, part]) => [name, part.node]));
  return filled(text.value, node, scope, (name) => {
    const variable = own.get(name);
    if (variable) return textsOf(variable, scope);
    return name.startsWith('!') ? [`\${${name.slice(1)}}`] : nameTexts(name, node, scope);
  });
}

/** The placeholders of a policy document in a file of its own; IAM's variables stay. */
export function filledText(node: Placed, scope: Scope): Placed[] {
  const values = filled(scalarText(node.value), node, scope, (name) => {
    return isName(name, scope) ? nameTexts(name, node, scope) : [`\${${name}}`];
  });
  return typeof values === 'string' ? [node] : values;
}

function nameTexts(name: string, node: Placed, scope: Scope): string[] | null {
  const [id = '', ...attributes] = name.split('.');
  return attributes.length > 0
    ? attributeTexts(id, attributes.join('.'), node, scope)
    : referenceTexts(id, node, scope);
}

function filled(
  text: string,
  node: Placed,
  scope: Scope,
  textsNamed: (name: string) => string[] | null,
): Placed[] | string {
  if (!text.includes('${')) return [made(text, node.place)];
  const pieces = text.split(/(\$\{[^{}]*\})/).map((piece) => {
    const name = /^\$\{([^{}]*)\}$/.exec(piece)?.[1];
    return name === undefined ? [piece] : (textsNamed(name.trim()) ?? [symbol('Fn::Sub', name)]);
  });
  const texts = combined(pieces);
  if (texts) return texts.map((value) => made(value, node.place));
  return scope.inList
    ? filled(text, node, inText(scope), textsNamed)
    : 'it is too long or has too many possible values';
}

export function joinedText(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const [separator, list] = itemsOf(argument);
  if (typeof separator?.value !== 'string' || list === undefined) return 'Fn::Join takes a delimiter and a list';
  const items = listOf(list, scope);
  if (items === null) return 'the list is known only when deploying';
  const pieces: string[][] = [];
  for (const item of items) {
    const texts = textsOf(item, scope);
    if (texts === null) return 'the items of the list are known only when deploying';
    if (texts.length > 0) pieces.push(pieces.length > 0 ? texts.map((text) => separator.value + text) : texts);
  }
  const texts = combined(pieces);
  return texts ? texts.map((text) => made(text, node.place)) : 'it is too long or has too many possible values';
}

/** The items of a list, written or made by a function; null when it is not known. Lists inside it are joined. */
function listOf(list: Placed, scope: Scope): Placed[] | null {
  if (Array.isArray(list.value)) return itemsOf(list);
  const [value, ...others] = scope.evaluate(list, scope);
  return value !== undefined && others.length === 0 && Array.isArray(value.value) ? itemsOf(value) : null;
}

export function selected(argument: Placed, scope: Scope): Placed[] | string {
  const [index, list] = itemsOf(argument);
  const number = index && Number(onlyText(index, inText(scope)) ?? Number.NaN);
  const items = list && listOf(list, scope);
  if (items == null || number === undefined) return 'the list is known only when deploying';
  const item = items[number];
  return item === undefined ? 'the list has no such item' : scope.evaluate(item, scope);
}

/** Symbols stay whole where no value of theirs holds the delimiter. */
export function split(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const [delimiter, text] = itemsOf(argument);
  if (typeof delimiter?.value !== 'string' || delimiter.value === '' || text === undefined)
    return 'Fn::Split takes a delimiter and text';
  const whole = onlyText(text, inText(scope));
  if (whole === null) return 'the text is known only when deploying';
  const symbols = whole.match(/\$\{[^{}]*\}/g) ?? [];
  if (!symbols.every((found) => staysWhole(found.slice(2, -1), delimiter.value as string, scope)))
    return 'the text is known only when deploying';
  const hidden = whole.replaceAll(/\$\{[^{}]*\}/g, () => '\u0000');
  const pieces = hidden.split(delimiter.value).map((piece) => piece.replaceAll('\u0000', () => symbols.shift() ?? ''));
  return [made(pieces, node.place)];
}

/** Account ids, partitions and the names of resources hold neither colon nor slash; a region's has hyphens. */
function staysWhole(name: string, delimiter: string, scope: Scope): boolean {
  if (name === 'AWS::AccountId') return true;
  const isKnownShape = name.startsWith('AWS::') || scope.template.sections.resources.has(name);
  return isKnownShape && (delimiter === ':' || delimiter === '/');
}

/** Kept as text that says what is encoded: base 64 of text with symbols in it would hide them. */
export function encoded(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const text = onlyText(argument, inText(scope));
  if (text === null) return 'the text is known only when deploying';
  return [made(text.includes('${') ? symbol('Fn::Base64', text) : Buffer.from(text).toString('base64'), node.place)];
}

export function length(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const items = listOf(argument, scope);
  return items ? [made(items.length, node.place)] : 'the list is known only when deploying';
}

export function jsonText(argument: Placed, scope: Scope, node: Placed): Placed[] | string {
  const [value, ...others] = scope.evaluate(argument, inText(scope));
  if (value === undefined || others.length > 0) return 'it has several possible values';
  const texts = combined([[JSON.stringify(value.value)]]);
  return texts ? texts.map((text) => made(text, node.place)) : 'it is too long';
}
