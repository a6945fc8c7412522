import type { Module } from './module.ts';
import { exported, functionOf, importedModule, type Program, type Target, targetOf } from './program.ts';
import { requiredModule } from './scopes.ts';
import {
  childrenOf,
  isClass,
  isFunction,
  keyOf,
  type Node,
  nameOf,
  nodeAt,
  nodesAt,
  textOf,
  unwrapped,
} from './syntax.ts';

/** A place where running code uses an export of a package. */
export interface Use {
  package: string;
  name: string;
  module: Module;
  node: Node;
  /** The call or `new` that it is the callee of; null where it is passed on. */
  call: Node | null;
}

export interface Reached {
  uses: Use[];
  /** For each function of the program, the calls of it that run. */
  callers: ReadonlyMap<Node, readonly { module: Module; call: Node }[]>;
  /** Functions that are called from elsewhere too: the handler, and what is passed on. */
  escaping: ReadonlySet<Node>;
  /** The texts that it holds, such as the names of errors. */
  texts: ReadonlySet<string>;
}

interface Walk extends Reached {
  program: Program;
  callers: Map<Node, { module: Module; call: Node }[]>;
  escaping: Set<Node>;
  texts: Set<string>;
  seen: Set<Node>;
  waiting: { module: Module; node: Node }[];
}

/**
 * What runs when Lambda calls the handler: the top level of each module that is loaded, and the declarations that are
 * reached from there and from the handler, as a bundler keeps them.
 * @param handler the export's name; null, or a name that there is not, for every export
 */
export function reachedFrom(program: Program, entry: Module, handler: string | null): Reached {
  const walk: Walk = {
    ...{ program, uses: [], callers: new Map(), escaping: new Set(), texts: new Set(), seen: new Set(), waiting: [] },
  };
  const names = handler !== null && entry.exports.has(handler) ? [handler] : [...entry.exports.keys()];
  for (const name of names) passOn(walk, exported(program, entry, name));
  // `export *` of the entry: the handler may be among them.
  for (const star of names[0] === handler ? [] : entry.stars) passOn(walk, importedModule(program, entry, star));
  for (const module of program.modules.values()) for (const node of runningIn(module)) visit(walk, module, node);
  for (let next = walk.waiting.pop(); next !== undefined; next = walk.waiting.pop())
    visitInside(walk, next.module, next.node);
  return walk;
}

/** What of a module's top level runs when it is loaded: not the functions and classes that it declares. */
function runningIn({ body }: Module): Node[] {
  return body.flatMap((statement) => {
    if (/^(Import|ExportAll|TSImport)/.test(statement.type)) return [];
    const exports = /^Export/.test(statement.type);
    const inner = exports ? nodeAt(statement, 'declaration') : statement;
    if (inner === null || isDeferred(inner)) return [];
    if (inner.type !== 'VariableDeclaration') return [inner];
    return nodesAt(inner, 'declarations').filter((declarator) => {
      const init = nodeAt(declarator, 'init');
      return init !== null && !(isDeferred(unwrapped(init)) && inner.kind === 'const');
    });
  });
}

function isDeferred(node: Node): boolean {
  return isFunction(node) || isClass(node);
}

function visit(walk: Walk, module: Module, node: Node): void {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') visitCall(walk, module, node);
  else if (nameOf(node) !== null || node.type === 'MemberExpression') visitReference(walk, module, node);
  else if (node.type === 'ImportExpression') visitLoad(walk, module, textOf(nodeAt(node, 'source')));
  else if (node.type === 'VariableDeclarator') {
    const init = nodeAt(node, 'init');
    // Its names are imports.
    if (init && requiredModule(unwrapped(init)) === null) visit(walk, module, init);
    visitPattern(walk, module, nodeAt(node, 'id'));
  } else if (isDeferred(node)) visitInside(walk, module, node);
  else if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(node.type)) {
    visitIfAny(walk, module, node.computed === true ? nodeAt(node, 'key') : null, nodeAt(node, 'value'));
  } else if (node.type === 'Literal') walk.texts.add(String(node.value));
  else for (const child of childrenOf(node)) visit(walk, module, child);
}

/** A function or class, without its own name: that is no use of it. */
function visitInside(walk: Walk, module: Module, node: Node): void {
  const id = nodeAt(node, 'id');
  for (const child of childrenOf(node)) if (child !== id) visit(walk, module, child);
}

/** The names of a pattern are no uses; what stands behind `=` runs. */
function visitPattern(walk: Walk, module: Module, pattern: Node | null): void {
  if (pattern === null || nameOf(pattern) !== null) return;
  if (pattern.type === 'AssignmentPattern') visitIfAny(walk, module, nodeAt(pattern, 'right'));
  if (pattern.computed === true) visitIfAny(walk, module, nodeAt(pattern, 'key'));
  for (const field of ['left', 'value', 'argument']) visitPattern(walk, module, nodeAt(pattern, field));
  for (const field of ['properties', 'elements'])
    for (const part of nodesAt(pattern, field)) visitPattern(walk, module, part);
}

function visitIfAny(walk: Walk, module: Module, ...nodes: (Node | null)[]): void {
  for (const node of nodes) if (node !== null) visit(walk, module, node);
}

function visitCall(walk: Walk, module: Module, call: Node): void {
  const loaded = requiredModule(call);
  if (loaded !== null) {
    visitLoad(walk, module, loaded);
    return;
  }
  const callee = nodeAt(call, 'callee');
  const target = callee && targetOf(walk.program, module, callee);
  const own = functionOf(target);
  if (callee && target?.kind === 'package' && target.name !== '*') use(walk, module, target, callee, call);
  else if (own !== null && isFunction(own.node)) {
    walk.callers.set(own.node, [...(walk.callers.get(own.node) ?? []), { module, call }]);
    reach(walk, target);
  } else if (callee) visit(walk, module, callee);
  for (const argument of nodesAt(call, 'arguments')) visit(walk, module, argument);
}

/** Of a module that is loaded while running, everything may be used. */
function visitLoad(walk: Walk, module: Module, name: string | null): void {
  const target = name === null ? null : importedModule(walk.program, module, name);
  if (target?.kind === 'package') use(walk, module, target, module.body[0] as Node, null);
  else passOn(walk, target);
}

function visitReference(walk: Walk, module: Module, node: Node): void {
  const target = targetOf(walk.program, module, node);
  if (target?.kind === 'package') use(walk, module, target, node, null);
  else if (target !== null) passOn(walk, target);
  if (node.type !== 'MemberExpression' || target !== null) return;
  const object = nodeAt(node, 'object');
  // A member that is computed may be any export of a namespace.
  if (object) visit(walk, module, object);
  if (keyOf(node, 'property') === null) visitIfAny(walk, module, nodeAt(node, 'property'));
}

function use(walk: Walk, module: Module, target: Target & { kind: 'package' }, node: Node, call: Node | null): void {
  walk.uses.push({ package: target.package, name: target.name, module, node, call });
}

/** It is used as a value: who calls it is not known. */
function passOn(walk: Walk, target: Target | null): void {
  const own = functionOf(target);
  if (own) walk.escaping.add(own.node);
  if (target?.kind === 'namespace') {
    for (const name of target.module.exports.keys()) {
      const found = exported(walk.program, target.module, name);
      if (found?.kind === 'package') use(walk, target.module, found, target.module.body[0] as Node, null);
      else if (found?.kind !== 'namespace') passOn(walk, found);
    }
  }
  reach(walk, target);
}

/** The top level runs anyway, and what is declared in a function runs with it. */
function reach(walk: Walk, target: Target | null): void {
  const own = functionOf(target);
  if (own === null || walk.seen.has(own.node)) return;
  if (target?.kind === 'binding' && target.binding.kind === 'declaration' && !target.binding.isTop) return;
  walk.seen.add(own.node);
  walk.waiting.push(own);
}
