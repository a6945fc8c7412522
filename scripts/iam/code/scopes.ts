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

/** What a name stands for. `path`: the properties by which a pattern takes it out of the value; null when unknown. */
export type Binding =
  | { kind: 'import'; module: string; imported: string }
  | { kind: 'value'; init: Node; path: string[] | null; isTop: boolean }
  | { kind: 'declaration'; node: Node; isTop: boolean }
  | { kind: 'parameter'; of: Node; index: number; path: string[] | null; initial: Node | null }
  | { kind: 'unknown' };

export interface Scope {
  names: Map<string, Binding>;
  outer: Scope | null;
}

/** The scope that each node is in. */
export type Scopes = ReadonlyMap<Node, Scope>;

export function bindingOf(name: string, scope: Scope | undefined): Binding | null {
  for (let at: Scope | null | undefined = scope; at; at = at.outer) {
    const found = at.names.get(name);
    if (found) return found;
  }
  return null;
}

export function scopesOf(program: Node): { top: Scope; scopes: Scopes } {
  const top: Scope = { names: new Map(), outer: null };
  const scopes = new Map<Node, Scope>();
  declare(nodesAt(program, 'body'), top, true);
  for (const statement of nodesAt(program, 'body')) visit(statement, top, scopes);
  return { top, scopes };
}

function visit(node: Node, outer: Scope, scopes: Map<Node, Scope>): void {
  scopes.set(node, outer);
  const scope = innerScope(node, outer);
  for (const child of childrenOf(node)) visit(child, scope, scopes);
}

function innerScope(node: Node, outer: Scope): Scope {
  const scope: Scope = { names: new Map(), outer };
  if (isFunction(node)) {
    const own = nodeAt(node, 'id');
    if (own && node.type === 'FunctionExpression') scope.names.set(nameOf(own) ?? '', { kind: 'unknown' });
    nodesAt(node, 'params').forEach((parameter, index) => {
      takeParameter(parameter, node, index, scope);
    });
  } else if (node.type === 'BlockStatement' || node.type === 'StaticBlock')
    declare(nodesAt(node, 'body'), scope, false);
  else if (node.type === 'SwitchStatement')
    declare(
      nodesAt(node, 'cases').flatMap((one) => nodesAt(one, 'consequent')),
      scope,
      false,
    );
  else if (node.type === 'CatchClause') takeUnknown(nodeAt(node, 'param'), scope);
  else if (/^For/.test(node.type)) {
    for (const field of ['init', 'left']) takeLoop(nodeAt(node, field), scope);
  }
  return scope.names.size > 0 ? scope : outer;
}

function takeParameter(parameter: Node, of: Node, index: number, scope: Scope): void {
  const inner = parameter.type === 'TSParameterProperty' ? (nodeAt(parameter, 'parameter') ?? parameter) : parameter;
  const hasInitial = inner.type === 'AssignmentPattern';
  const initial = hasInitial ? nodeAt(inner, 'right') : null;
  const pattern = hasInitial ? nodeAt(inner, 'left') : inner;
  take(pattern, [], (name, path) => scope.names.set(name, { kind: 'parameter', of, index, path, initial }));
}

function takeUnknown(pattern: Node | null, scope: Scope): void {
  take(pattern, [], (name) => scope.names.set(name, { kind: 'unknown' }));
}

function takeLoop(declaration: Node | null, scope: Scope): void {
  if (declaration?.type !== 'VariableDeclaration') return;
  for (const declarator of nodesAt(declaration, 'declarations')) takeUnknown(nodeAt(declarator, 'id'), scope);
}

/** The names of a pattern, each with the properties that lead to it. */
function take(pattern: Node | null, path: string[] | null, each: (name: string, path: string[] | null) => void): void {
  if (pattern === null) return;
  const name = nameOf(pattern);
  if (name !== null) each(name, path);
  else if (pattern.type === 'AssignmentPattern') take(nodeAt(pattern, 'left'), null, each);
  else if (pattern.type === 'RestElement') take(nodeAt(pattern, 'argument'), null, each);
  else if (pattern.type === 'ArrayPattern')
    for (const element of nodesAt(pattern, 'elements')) take(element, null, each);
  else if (pattern.type === 'ObjectPattern') {
    for (const property of nodesAt(pattern, 'properties')) {
      if (property.type === 'RestElement') take(property, null, each);
      else {
        const key = keyOf(property, 'key');
        take(nodeAt(property, 'value'), key === null || path === null ? null : [...path, key], each);
      }
    }
  }
}

function declare(statements: readonly Node[], scope: Scope, isTop: boolean): void {
  for (const statement of statements) {
    const declaration = nodeAt(statement, 'declaration');
    if (statement.type === 'ImportDeclaration') declareImports(statement, scope);
    else if (statement.type === 'TSImportEqualsDeclaration') declareImportEquals(statement, scope);
    else declareOne(/^Export/.test(statement.type) && declaration ? declaration : statement, scope, isTop);
  }
}

function declareOne(statement: Node, scope: Scope, isTop: boolean): void {
  if (statement.type === 'FunctionDeclaration' || isClass(statement)) {
    const name = nameOf(nodeAt(statement, 'id'));
    if (name !== null) scope.names.set(name, { kind: 'declaration', node: statement, isTop });
  } else if (statement.type === 'VariableDeclaration') {
    for (const declarator of nodesAt(statement, 'declarations')) {
      const bind = bindingFor(statement, nodeAt(declarator, 'init'), isTop);
      take(nodeAt(declarator, 'id'), [], (name, path) => scope.names.set(name, bind(path)));
    }
  } else if (statement.type === 'TSEnumDeclaration') takeUnknown(nodeAt(statement, 'id'), scope);
}

function bindingFor({ kind }: Node, written: Node | null, isTop: boolean): (path: string[] | null) => Binding {
  const init = written && unwrapped(written);
  const required = init && requiredModule(init);
  if (required) {
    return (path) =>
      path === null || path.length > 1
        ? { kind: 'unknown' }
        : { kind: 'import', module: required, imported: path[0] ?? '*' };
  }
  if (init === null || init === undefined || kind !== 'const') return () => ({ kind: 'unknown' });
  if (isFunction(init) || isClass(init)) return () => ({ kind: 'declaration', node: init, isTop });
  return (path) => ({ kind: 'value', init, path, isTop });
}

/** `'x'` of `require('x')`. */
export function requiredModule(node: Node): string | null {
  if (node.type !== 'CallExpression' || nameOf(nodeAt(node, 'callee')) !== 'require') return null;
  return textOf(nodesAt(node, 'arguments')[0] ?? null);
}

function declareImports(statement: Node, scope: Scope): void {
  const module = textOf(nodeAt(statement, 'source'));
  if (module === null || statement.importKind === 'type') return;
  for (const specifier of nodesAt(statement, 'specifiers')) {
    const local = nameOf(nodeAt(specifier, 'local'));
    if (local === null || specifier.importKind === 'type') continue;
    scope.names.set(local, { kind: 'import', module, imported: importedName(specifier) });
  }
}

function importedName(specifier: Node): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  const imported = nodeAt(specifier, 'imported');
  return nameOf(imported) ?? textOf(imported) ?? '';
}

function declareImportEquals(statement: Node, scope: Scope): void {
  const local = nameOf(nodeAt(statement, 'id'));
  const reference = nodeAt(statement, 'moduleReference');
  const module = reference && textOf(nodeAt(reference, 'expression'));
  if (local !== null && module) scope.names.set(local, { kind: 'import', module, imported: '*' });
}
