import { entriesOf, itemsOf, type Placed, partAt } from './placed.ts';
import { CHOICE_LIMIT, inText, type Scope } from './scope.ts';
import { onlyText, textsOf } from './texts.ts';

/** `Fn::FindInMap`. A key that is not known yet may be any of the mapping's. */
export function mapped(argument: Placed, scope: Scope): Placed[] | string {
  const [name, first, second, options] = itemsOf(argument);
  const mapping = name && onlyText(name, scope);
  const map = typeof mapping === 'string' && scope.template.sections.mappings?.parts.get(mapping)?.node;
  if (!map || first === undefined || second === undefined) return 'no such mapping';
  const fallback = partAt(options ?? argument, 'DefaultValue');
  const rows = matching(map, first, scope);
  const values = rows.flatMap((row) => matching(row, second, scope));
  if (values.length === 0 && fallback === undefined) return 'the mapping has no such key';
  const different = withoutRepeats(fallback ? [...values, fallback] : values);
  if (different.length === 1 || (scope.inList && different.length <= CHOICE_LIMIT))
    return different.flatMap((value) => scope.evaluate(value, scope));
  return `one of ${different.length} values of the mapping ${mapping}`;
}

function matching(map: Placed, key: Placed, scope: Scope): Placed[] {
  const texts = textsOf(key, { ...scope, inList: true }) ?? [];
  const found = texts.map((text) => map.parts.get(text)?.node);
  const isKnown = found.length > 0 && found.every((node) => node !== undefined);
  if (isKnown) return found.filter((node) => node !== undefined);
  const mayBeAny = texts.length === 0 || texts.some((text) => text.includes('${'));
  return mayBeAny ? entriesOf(map).map(([, part]) => part.node) : found.filter((node) => node !== undefined);
}

function withoutRepeats(values: Placed[]): Placed[] {
  return [...new Map(values.map((value) => [JSON.stringify(value.value), value])).values()];
}

/** `Fn::ImportValue`: what another stack of the repository exports under the name. */
export function imported(argument: Placed, scope: Scope): Placed[] | string {
  const name = onlyText(argument, inText(scope));
  if (name === null) return 'the name of the export is known only when deploying';
  const value = scope.template.imported(name);
  return value === null ? `no template here exports '${name}'` : [{ ...value, place: argument.place }];
}
