import { own } from '../../template/own.ts';
import type { HasField, NeededAction } from './operations.ts';
import { keyOf, type Node, nodeAt, nodesAt } from './syntax.ts';
import { type Evaluation, memberOf, type Value, valuesOf, type Written } from './values.ts';

/** The names of the environment variables that a value comes from; null where it may come from elsewhere. */
export function variablesOf(values: Value[] | null): string[] | null {
  const given = (values ?? []).filter(({ kind }) => kind !== 'nothing');
  const names = given.flatMap((value) => (value.kind === 'variable' ? [value.name] : []));
  return values === null || names.length === 0 || names.length < given.length ? null : [...new Set(names)];
}

/** A part of a value: property names one below the other. */
export function partOf(evaluation: Evaluation, at: Written | null, path: readonly string[]): Value[] | null {
  if (at === null) return null;
  return path.reduce<Value[] | null>(
    (values, key) => values && memberOf(evaluation, values, key),
    valuesOf(evaluation, at),
  );
}

/** Tells whether an object has a field, as far as it is written out. */
export function fieldsOf(evaluation: Evaluation, at: Written | null): HasField {
  const values = at && valuesOf(evaluation, at);
  return (field) => {
    const found = (values ?? []).map((value) => {
      if (value.kind === 'nothing') return false;
      return value.kind === 'object' ? hasField(evaluation, value.at, field) : null;
    });
    const [first = null] = found;
    return found.every((one) => one === first) ? first : null;
  };
}

function hasField(evaluation: Evaluation, at: Written, field: string): boolean | null {
  let isOpen = false;
  for (const property of nodesAt(at.node, 'properties')) {
    if (property.type === 'SpreadElement') {
      const argument = nodeAt(property, 'argument');
      const found = argument && fieldsOf(evaluation, { ...at, node: argument })(field);
      if (found === true) return true;
      if (found === null) isOpen = true;
    } else {
      const key = keyOf(property, 'key');
      if (key === field) return true;
      if (key === null) isOpen = true;
    }
  }
  return isOpen ? null : false;
}

const ITEMS: readonly (readonly [field: string, action: string])[] = [
  ['Put', 'dynamodb:PutItem'],
  ['Update', 'dynamodb:UpdateItem'],
  ['Delete', 'dynamodb:DeleteItem'],
  ['ConditionCheck', 'dynamodb:ConditionCheckItem'],
];

/** A transaction's actions are those of its items (DynamoDB Developer Guide, "Using IAM with transactions"). */
export function transactionActions(evaluation: Evaluation, input: Written | null): NeededAction[] {
  const lists = partOf(evaluation, input, ['TransactItems']);
  const [list] = lists ?? [];
  if (lists?.length !== 1 || list?.kind !== 'list') return ITEMS.map(([, action]) => optional(action));
  const items = nodesAt(list.at.node, 'elements').map((node) => fieldsOf(evaluation, { ...list.at, node }));
  return ITEMS.flatMap(([field, action]) => {
    const found = items.map((has) => has(field));
    if (found.includes(true)) return [{ action, optional: false, from: null }];
    return found.includes(null) ? [optional(action)] : [];
  });
}

const STATEMENTS: Record<string, string> = {
  SELECT: 'dynamodb:PartiQLSelect',
  INSERT: 'dynamodb:PartiQLInsert',
  UPDATE: 'dynamodb:PartiQLUpdate',
  DELETE: 'dynamodb:PartiQLDelete',
};

/** By the statement's first word (DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB"). */
export function partiqlActions(evaluation: Evaluation, input: Written | null): NeededAction[] {
  const values = partOf(evaluation, input, ['Statement']);
  const words = (values ?? []).map((value) => (value.kind === 'text' ? firstWord(value.text) : ''));
  const actions = words.flatMap((word) => own(STATEMENTS, word) ?? []);
  if (values === null || actions.length < values.length || actions.length === 0)
    return Object.values(STATEMENTS).map(optional);
  return [...new Set(actions)].map((action) => ({ action, optional: false, from: null }));
}

function firstWord(text: string): string {
  return (/^\s*(\w+)/.exec(text)?.[1] ?? '').toUpperCase();
}

function optional(action: string): NeededAction {
  return { action, optional: true, from: null };
}

/** The argument of a call at a position, where it is written. */
export function argumentAt(call: Node | null, index: number): Node | null {
  const list = call ? nodesAt(call, 'arguments') : [];
  return list.slice(0, index + 1).some(({ type }) => type === 'SpreadElement') ? null : (list[index] ?? null);
}
