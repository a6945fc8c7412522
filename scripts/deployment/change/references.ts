import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';

export interface Reference {
  /** A logical id or parameter; `AWS::ImportValue` for a value of another stack. */
  name: string;
  /** Null for a Ref. */
  attribute: string | null;
}

/** What a settled value still refers to: by Ref, Fn::GetAtt, Fn::Sub and Fn::ImportValue. */
export function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (key === 'Ref' && typeof part === 'string') return [{ name: part, attribute: null }];
    if (key === 'Fn::GetAtt') return [named([part].flat().map(scalarText).join('.'))];
    if (key === 'Fn::Sub') return [...inText(part), ...referencesIn(part)];
    if (key === 'Fn::ImportValue') return [{ name: 'AWS::ImportValue', attribute: null }, ...referencesIn(part)];
    return referencesIn(part);
  });
}

/** Whether a part of a settled value is known only when it is deployed. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{resolve:');
  if (Array.isArray(value)) return value.some(isUnknown);
  if (!isMap(value)) return false;
  return Object.entries(value).some(([key, part]) => key === 'Ref' || key.startsWith('Fn::') || isUnknown(part));
}

function inText(argument: unknown): Reference[] {
  const [text, given] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return [];
  const names = [...text.matchAll(/\$\{(?!!)([^}]*)\}/g)].map(([, name = '']) => name.trim());
  return names.filter((name) => !isMap(given) || !Object.hasOwn(given, name)).map(named);
}

function named(text: string): Reference {
  const dot = text.indexOf('.');
  return dot === -1 ? { name: text, attribute: null } : { name: text.slice(0, dot), attribute: text.slice(dot + 1) };
}
