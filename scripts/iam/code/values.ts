import type { Module } from './module.ts';
import { functionOf, type Program, targetOf } from './program.ts';
import type { Reached } from './reach.ts';
import type { Binding } from './scopes.ts';
import { childrenOf, isFunction, keyOf, type Node, nameOf, nodeAt, nodesAt, textOf, unwrapped } from './syntax.ts';

/** What is known of an expression's value before it runs. */
export type Value =
  | { kind: 'variable'; name: string }
  | { kind: 'text'; text: string }
  | { kind: 'environment' }
  | { kind: 'object'; at: Written }
  | { kind: 'list'; at: Written }
  /** `null` and `undefined`. */
  | { kind: 'nothing' };

/** An expression where it stands, and the call in which it is evaluated. */
export interface Written {
  module: Module;
  node: Node;
  frame: Frame | null;
}

interface Frame {
  of: Node;
  arguments: (Written | null)[];
}

export interface Evaluation {
  program: Program;
  reached: Reached;
  /** Steps left: code can be written so that following it never ends. */
  steps: number;
}

const DEEPEST = 60;

/** Each value that the expression can have; null where one of them is not known. */
export function valuesOf(evaluation: Evaluation, at: Written, depth = 0): Value[] | null {
  if (depth > DEEPEST || evaluation.steps-- <= 0) return null;
  const node = unwrapped(at.node);
  const inner = (field: string) => valueAt(evaluation, { ...at, node }, field, depth + 1);
  const text = textOf(node);
  if (text !== null) return [{ kind: 'text', text }];
  switch (node.type) {
    case 'Literal':
      return [node.value === null ? { kind: 'nothing' } : { kind: 'text', text: String(node.value) }];
    case 'TemplateLiteral':
      return isWhole(node)
        ? valuesOf(evaluation, { ...at, node: nodesAt(node, 'expressions')[0] as Node }, depth)
        : null;
    case 'AwaitExpression':
      return inner('argument');
    case 'LogicalExpression':
      return union([inner('left'), inner('right')]);
    case 'ConditionalExpression':
      return union([inner('consequent'), inner('alternate')]);
    case 'ObjectExpression':
      return [{ kind: 'object', at: { ...at, node } }];
    case 'ArrayExpression':
      return [{ kind: 'list', at: { ...at, node } }];
    case 'Identifier':
      return nameOf(node) === 'undefined' ? [{ kind: 'nothing' }] : named(evaluation, { ...at, node }, depth);
    case 'MemberExpression':
      return memberValues(evaluation, { ...at, node }, depth);
    case 'CallExpression':
      return called(evaluation, { ...at, node }, depth);
    default:
      return null;
  }
}

function valueAt(evaluation: Evaluation, at: Written, field: string, depth: number): Value[] | null {
  const node = nodeAt(at.node, field);
  return node && valuesOf(evaluation, { ...at, node }, depth);
}

/** Of `${x}` alone. */
function isWhole(template: Node): boolean {
  const texts = nodesAt(template, 'quasis').map(({ value }) => (value as { raw?: string }).raw);
  return nodesAt(template, 'expressions').length === 1 && texts.every((text) => text === '');
}

function union(parts: (Value[] | null)[]): Value[] | null {
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}

function memberValues(evaluation: Evaluation, at: Written, depth: number): Value[] | null {
  const object = nodeAt(at.node, 'object');
  if (object === null) return null;
  const key = keyOf(at.node, 'property');
  if (key === 'env' && nameOf(unwrapped(object)) === 'process') return [{ kind: 'environment' }];
  const target = targetOf(evaluation.program, at.module, at.node);
  if (target?.kind === 'binding') return bound(evaluation, target.binding, { ...at, module: target.module }, depth);
  const keys = key === null ? textsOf(valueAt(evaluation, at, 'property', depth + 1)) : [key];
  const values = valuesOf(evaluation, { ...at, node: object }, depth + 1);
  return keys && values && union(keys.map((one) => memberOf(evaluation, values, one, depth + 1)));
}

function textsOf(values: Value[] | null): string[] | null {
  const texts = (values ?? []).flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  return values === null || texts.length < values.length ? null : texts;
}

/** A property of each of the values. */
export function memberOf(evaluation: Evaluation, values: Value[], key: string, depth = 0): Value[] | null {
  return union(
    values.map((value) => {
      if (value.kind === 'environment') return [{ kind: 'variable', name: key }];
      return value.kind === 'object' ? propertyOf(evaluation, value.at, key, depth) : null;
    }),
  );
}

function propertyOf(evaluation: Evaluation, at: Written, key: string, depth: number): Value[] | null {
  for (const property of nodesAt(at.node, 'properties').reverse()) {
    if (property.type === 'SpreadElement') {
      const spread = valueAt(evaluation, { ...at, node: property }, 'argument', depth + 1);
      const found =
        spread &&
        memberOf(
          evaluation,
          spread.filter(({ kind }) => kind !== 'nothing'),
          key,
          depth + 1,
        );
      if (found === null || found.some(({ kind }) => kind !== 'nothing')) return found;
      continue;
    }
    const name = keyOf(property, 'key');
    if (name === null) return null;
    if (name === key) return valueAt(evaluation, { ...at, node: property }, 'value', depth + 1);
  }
  return [{ kind: 'nothing' }];
}

function named(evaluation: Evaluation, at: Written, depth: number): Value[] | null {
  const target = targetOf(evaluation.program, at.module, at.node);
  if (target?.kind === 'expression') return valuesOf(evaluation, { ...target, frame: null }, depth + 1);
  return target?.kind === 'binding' ? bound(evaluation, target.binding, { ...at, module: target.module }, depth) : null;
}

function bound(evaluation: Evaluation, binding: Binding, at: Written, depth: number): Value[] | null {
  if ((binding.kind !== 'value' && binding.kind !== 'parameter') || binding.path === null) return null;
  const whole =
    binding.kind === 'value'
      ? valuesOf(evaluation, { ...at, node: binding.init }, depth + 1)
      : parameterValues(evaluation, binding, at, depth + 1);
  return binding.path.reduce<Value[] | null>(
    (values, key) => values && memberOf(evaluation, values, key, depth + 1),
    whole,
  );
}

/** In the call that is followed; otherwise in each call of the function that runs. */
function parameterValues(
  evaluation: Evaluation,
  { of, index, initial }: Extract<Binding, { kind: 'parameter' }>,
  at: Written,
  depth: number,
): Value[] | null {
  const { callers, escaping } = evaluation.reached;
  const given = (written: Written | null | undefined) => {
    if (written) return valuesOf(evaluation, written, depth + 1);
    return initial ? valuesOf(evaluation, { ...at, node: initial }, depth + 1) : [{ kind: 'nothing' } as const];
  };
  if (at.frame?.of === of) {
    return at.frame.arguments.some((one) => one?.node.type === 'SpreadElement')
      ? null
      : given(at.frame.arguments[index]);
  }
  const calls = callers.get(of) ?? [];
  if (escaping.has(of) || calls.length === 0) return null;
  return union(
    calls.map(({ module, call }) => {
      const list = nodesAt(call, 'arguments');
      if (list.some(({ type }) => type === 'SpreadElement')) return null;
      const node = list[index];
      return given(node && { module, node, frame: null });
    }),
  );
}

/** What a function of the program returns; of another function, which variables it was given to check. */
function called(evaluation: Evaluation, at: Written, depth: number): Value[] | null {
  const callee = nodeAt(at.node, 'callee');
  const own = callee && functionOf(targetOf(evaluation.program, at.module, callee));
  const written = nodesAt(at.node, 'arguments').map((node) => ({ ...at, node }));
  if (!own || !isFunction(own.node)) {
    const given = written.map((argument) => valuesOf(evaluation, argument, depth + 1));
    const isChecked = given.some((values) => values?.length === 1 && values[0]?.kind === 'environment');
    return isChecked ? [{ kind: 'environment' }] : null;
  }
  const frame: Frame = { of: own.node, arguments: written };
  const returned = returnsOf(own.node);
  return union(returned.map((node) => valuesOf(evaluation, { module: own.module, node, frame }, depth + 1)));
}

function returnsOf(node: Node): Node[] {
  const body = nodeAt(node, 'body');
  if (body === null) return [];
  if (body.type !== 'BlockStatement') return [body];
  const found: Node[] = [];
  const visit = (inner: Node): void => {
    const value = inner.type === 'ReturnStatement' ? nodeAt(inner, 'argument') : null;
    if (value) found.push(value);
    if (!isFunction(inner)) for (const child of childrenOf(inner)) visit(child);
  };
  visit(body);
  return found;
}
