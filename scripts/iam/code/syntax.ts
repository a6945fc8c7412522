/** A node of the syntax tree (ESTree, with TypeScript's own nodes). */
export interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** Nodes around an expression that change its type, not its value. */
const WRAPPERS = new Set([
  ...['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion'],
  ...['TSInstantiationExpression', 'ParenthesizedExpression', 'ChainExpression'],
]);

/** TypeScript's nodes that are still there at run time. */
const RUNTIME = new Set([...WRAPPERS, 'TSParameterProperty', 'TSExportAssignment', 'TSEnumDeclaration', 'TSEnumBody']);

const TYPE_FIELDS = new Set([
  ...['typeAnnotation', 'typeParameters', 'typeArguments', 'superTypeArguments', 'returnType', 'implements'],
]);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

export function nodeAt(node: Node, field: string): Node | null {
  const value = node[field];
  return isNode(value) ? value : null;
}

export function nodesAt(node: Node, field: string): Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** What runs; types are left out. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([field, value]) => {
    if (TYPE_FIELDS.has(field)) return [];
    return (Array.isArray(value) ? value : [value]).filter((part): part is Node => isNode(part) && isRuntime(part));
  });
}

function isRuntime({ type }: Node): boolean {
  return !type.startsWith('TS') || RUNTIME.has(type);
}

/** Without type assertions, brackets and `?.`. */
export function unwrapped(node: Node): Node {
  let found = node;
  for (let inner = nodeAt(found, 'expression'); inner && WRAPPERS.has(found.type); inner = nodeAt(found, 'expression'))
    found = inner;
  return found;
}

export function isFunction({ type }: Node): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';
}

export function isClass({ type }: Node): boolean {
  return type === 'ClassDeclaration' || type === 'ClassExpression';
}

/** The name of an identifier, or null. */
export function nameOf(node: Node | null): string | null {
  return node?.type === 'Identifier' && typeof node.name === 'string' ? node.name : null;
}

/** The text of a string, or of a template without expressions. */
export function textOf(node: Node | null): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type !== 'TemplateLiteral' || nodesAt(node, 'expressions').length > 0) return null;
  const [quasi] = nodesAt(node, 'quasis');
  const value = quasi?.value as { cooked?: unknown } | undefined;
  return typeof value?.cooked === 'string' ? value.cooked : null;
}

/** The name of a property or member that is written out, or null. */
export function keyOf(node: Node, field: 'key' | 'property'): string | null {
  const key = nodeAt(node, field);
  return (node.computed === true ? null : nameOf(key)) ?? textOf(key);
}
