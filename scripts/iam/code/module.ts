import { parseSync } from 'oxc-parser';
import { requiredModule, type Scope, type Scopes, scopesOf } from './scopes.ts';
import { childrenOf, type Node, nameOf, nodeAt, nodesAt, textOf } from './syntax.ts';

/** What a module exports under a name: a name of its own, an expression, or another module's export. */
export type Export = { local: string } | { value: Node } | { module: string; imported: string };

export interface Module {
  file: string;
  text: string;
  body: Node[];
  top: Scope;
  scopes: Scopes;
  exports: ReadonlyMap<string, Export>;
  /** Modules of `export * from`. */
  stars: readonly string[];
  /** Every module that is loaded, in any way. */
  loads: readonly string[];
  /** It loads modules whose names are not written out. */
  isDynamic: boolean;
}

/**
 * The parser is a native program that recurses: some 4,000 open brackets end it, and the process with it. These are more
 * than the text can be nested, and thousands of lines have fewer.
 */
const MOST_BRACKETS = 3_000;
const MOST_OPERATORS = 6_000;
const LARGEST = 500_000;

/** Null for what cannot be read: text that is no TypeScript, or so large or nested that nobody wrote it by hand. */
export function moduleOf(file: string, text: string): Module | null {
  if (text.length > LARGEST || isNested(text)) return null;
  try {
    const { program, errors } = parseSync(file, text);
    if (errors.length > 0) return null;
    const body = (program as unknown as { body: Node[] }).body;
    return { file, text, body, ...scopesOf(program as unknown as Node), ...exportsOf(body), ...loadsOf(body) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function isNested(text: string): boolean {
  const brackets = text.match(/[([{<]/g)?.length ?? 0;
  const operators = text.match(OPERATORS)?.length ?? 0;
  return brackets > MOST_BRACKETS || operators > MOST_OPERATORS;
}

const OPERATORS =
  /[?!~.+*%&|^`-]|\/(?!\/)|=>|\b(?:if|else|for|while|new|typeof|void|await|yield|delete|as|in|instanceof|satisfies)\b/g;

function exportsOf(body: readonly Node[]): Pick<Module, 'exports' | 'stars'> {
  const exports = new Map<string, Export>();
  const stars: string[] = [];
  for (const statement of body) {
    const module = textOf(nodeAt(statement, 'source'));
    if (statement.exportKind === 'type') continue;
    if (statement.type === 'ExportNamedDeclaration') namedExports(statement, module, exports);
    else if (statement.type === 'ExportAllDeclaration' && module !== null) {
      const name = exportedName(nodeAt(statement, 'exported'));
      if (name === null) stars.push(module);
      else exports.set(name, { module, imported: '*' });
    } else if (statement.type === 'ExportDefaultDeclaration') defaultExport(statement, exports);
  }
  return { exports, stars };
}

function namedExports(statement: Node, module: string | null, exports: Map<string, Export>): void {
  for (const specifier of nodesAt(statement, 'specifiers')) {
    if (specifier.exportKind === 'type') continue;
    const local = exportedName(nodeAt(specifier, 'local')) ?? '';
    const name = exportedName(nodeAt(specifier, 'exported')) ?? local;
    exports.set(name, module === null ? { local } : { module, imported: local });
  }
  const declaration = nodeAt(statement, 'declaration');
  if (declaration === null) return;
  const own = nameOf(nodeAt(declaration, 'id'));
  if (own !== null) exports.set(own, { local: own });
  for (const declarator of nodesAt(declaration, 'declarations')) {
    for (const name of namesIn(nodeAt(declarator, 'id'))) exports.set(name, { local: name });
  }
}

function namesIn(pattern: Node | null): string[] {
  if (pattern === null) return [];
  const name = nameOf(pattern);
  if (name !== null) return [name];
  return nodesAt(pattern, 'properties').flatMap((property) => namesIn(nodeAt(property, 'value')));
}

function defaultExport(statement: Node, exports: Map<string, Export>): void {
  const declaration = nodeAt(statement, 'declaration');
  if (declaration === null) return;
  const name = nameOf(declaration) ?? nameOf(nodeAt(declaration, 'id'));
  exports.set('default', name === null ? { value: declaration } : { local: name });
}

function exportedName(node: Node | null): string | null {
  return nameOf(node) ?? textOf(node);
}

function loadsOf(body: readonly Node[]): Pick<Module, 'loads' | 'isDynamic'> {
  const loads = new Set<string>();
  let isDynamic = false;
  const add = (module: string | null) => {
    if (module === null) isDynamic = true;
    else loads.add(module);
  };
  const visit = (node: Node): void => {
    if (node.type === 'ImportExpression') add(textOf(nodeAt(node, 'source')));
    if (node.type === 'CallExpression' && nameOf(nodeAt(node, 'callee')) === 'require') add(requiredModule(node));
    for (const child of childrenOf(node)) visit(child);
  };
  for (const statement of body) {
    if (isLoading(statement)) add(textOf(nodeAt(statement, 'source')));
    else visit(statement);
    const reference = nodeAt(statement, 'moduleReference');
    if (reference) add(textOf(nodeAt(reference, 'expression')) ?? '');
  }
  return { loads: [...loads], isDynamic };
}

/** An import or re-export that is not of types alone. */
function isLoading(statement: Node): boolean {
  if (nodeAt(statement, 'source') === null) return false;
  if (statement.importKind === 'type' || statement.exportKind === 'type') return false;
  const specifiers = nodesAt(statement, 'specifiers');
  return specifiers.length === 0 || specifiers.some((one) => one.importKind !== 'type' && one.exportKind !== 'type');
}
