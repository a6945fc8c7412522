import type { Condition } from '../../iam/policy/document.ts';
import { operatorNamed } from '../../iam/policy/operators.ts';
import { scalarText } from '../../template/scalar-text.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { ReviewedDocument } from '../model.ts';

export interface Text {
  text: string;
  path: Path;
}

export interface StatedPrincipal extends Text {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for `Principal: "*"`. */
  kind: string;
}

interface StatedValue extends Text {
  value: unknown;
}

export interface StatedCondition {
  operator: string;
  /** Null for an operator that IAM does not know. */
  means: Omit<Condition, 'key' | 'values'> | null;
  /** As it is written. */
  key: string;
  lower: string;
  values: StatedValue[];
  path: Path;
}

/** A statement with lists everywhere, whatever is wrong with it: what cannot be read is left out. */
export interface Stated {
  index: number;
  path: Path;
  fields: Record<string, unknown>;
  effect: 'Allow' | 'Deny' | null;
  actions: Text[];
  notActions: Text[];
  resources: Text[];
  notResources: Text[];
  principals: StatedPrincipal[];
  notPrincipals: StatedPrincipal[];
  conditions: StatedCondition[];
}

/** Every rule asks for them again. */
const known = new WeakMap<ReviewedDocument, Stated[]>();

export function statementsIn(document: ReviewedDocument): Stated[] {
  const found = known.get(document) ?? read(document.value);
  known.set(document, found);
  return found;
}

function read(value: unknown): Stated[] {
  const statement = isMap(value) ? value.Statement : undefined;
  const list = Array.isArray(statement) ? statement : [statement];
  return list.flatMap((fields, index) => {
    const path = Array.isArray(statement) ? ['Statement', index] : ['Statement'];
    return isMap(fields) ? [stated(fields, index, path)] : [];
  });
}

function stated(fields: Record<string, unknown>, index: number, path: Path): Stated {
  const texts = (name: string) => textsAt(fields[name], [...path, name]);
  const { Effect: effect } = fields;
  return {
    index,
    path,
    fields,
    effect: effect === 'Allow' || effect === 'Deny' ? effect : null,
    actions: texts('Action'),
    notActions: texts('NotAction'),
    resources: texts('Resource'),
    notResources: texts('NotResource'),
    principals: principalsAt(fields.Principal, [...path, 'Principal']),
    notPrincipals: principalsAt(fields.NotPrincipal, [...path, 'NotPrincipal']),
    conditions: conditionsAt(fields.Condition, [...path, 'Condition']),
  };
}

/** All but everything is nothing. */
export function isNothing(excepted: readonly Text[]): boolean {
  return excepted.some(({ text }) => /^\*+$/.test(text));
}

/** The strings of a value or of a list, however deep. */
export function textsAt(value: unknown, path: Path): Text[] {
  if (typeof value === 'string') return [{ text: value, path }];
  return Array.isArray(value) ? value.flatMap((item, index) => textsAt(item, [...path, index])) : [];
}

function principalsAt(value: unknown, path: Path): StatedPrincipal[] {
  if (value === '*') return [{ kind: '*', text: '*', path }];
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([kind, names]) =>
    scalarsAt(names, [...path, kind]).map(({ text, path: at }) => ({ kind, text, path: at })),
  );
}

function conditionsAt(value: unknown, path: Path): StatedCondition[] {
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([operator, keys]) => {
    if (!isMap(keys)) return [];
    const means = operatorNamed(operator);
    return Object.entries(keys).map(([key, values]): StatedCondition => {
      const at = [...path, operator, key];
      return { operator, means, key, lower: key.toLowerCase(), values: scalarsAt(values, at), path: at };
    });
  });
}

function scalarsAt(value: unknown, path: Path): StatedValue[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => scalarsAt(item, [...path, index]));
  return value === undefined || value === null || typeof value === 'object'
    ? []
    : [{ value, text: scalarText(value), path }];
}
