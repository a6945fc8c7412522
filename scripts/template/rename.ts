import { scalarText } from './scalar-text.ts';
import { isMap, type Json } from './walk.ts';

/** Old logical ids to new ones. */
export type Renames = ReadonlyMap<string, string>;

/** A copy of a template with resources renamed wherever it speaks of them: Ref, Fn::GetAtt, Fn::Sub and DependsOn. */
export function renameResources(template: Json, renames: Renames): Json {
  const entries = Object.entries(template).map(([section, value]) => {
    return [section, section === 'Resources' ? renamedResources(value, renames) : renamed(value, renames)] as const;
  });
  return Object.fromEntries(entries);
}

function renamedResources(resources: unknown, renames: Renames): unknown {
  if (!isMap(resources)) return resources;
  const entries = Object.entries(resources).map(([id, resource]) => {
    const copy = renamed(resource, renames);
    if (isMap(copy) && 'DependsOn' in copy) copy.DependsOn = renamedList(copy.DependsOn, renames);
    return [renames.get(id) ?? id, copy] as const;
  });
  return Object.fromEntries(entries);
}

function renamedList(ids: unknown, renames: Renames): unknown {
  if (Array.isArray(ids)) return ids.map((id) => renames.get(id) ?? id);
  return renames.get(scalarText(ids)) ?? ids;
}

function renamed(value: unknown, renames: Renames): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, renames));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, renamedArgument(key, part, renames)] as const);
  return Object.fromEntries(entries);
}

function renamedArgument(key: string, argument: unknown, renames: Renames): unknown {
  if (key === 'Ref' && typeof argument === 'string') return renames.get(argument) ?? argument;
  if (key === 'Fn::GetAtt' && typeof argument === 'string') return renamedPath(argument, renames);
  if (key === 'Fn::GetAtt' && Array.isArray(argument)) {
    const [id, ...rest] = argument;
    return [renames.get(id) ?? id, ...rest.map((part) => renamed(part, renames))];
  }
  if (key === 'Fn::Sub' && typeof argument === 'string') return renamedText(argument, {}, renames);
  if (key === 'Fn::Sub' && Array.isArray(argument) && typeof argument[0] === 'string') {
    const [text, variables] = argument;
    return [renamedText(text, isMap(variables) ? variables : {}, renames), renamed(variables, renames)];
  }
  return renamed(argument, renames);
}

/** Variables of the Sub itself hide resources of the same name; `${!Name}` is text. */
function renamedText(text: string, variables: Json, renames: Renames): string {
  return text.replace(/\$\{([^!}][^}]*)\}/g, (written, name: string) => {
    return Object.hasOwn(variables, name) ? written : `\${${renamedPath(name, renames)}}`;
  });
}

function renamedPath(path: string, renames: Renames): string {
  const [id = '', ...attribute] = path.split('.');
  return [renames.get(id) ?? id, ...attribute].join('.');
}
