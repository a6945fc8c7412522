import { posix } from 'node:path';
import { type Export, type Module, moduleOf } from './module.ts';
import { type Binding, bindingOf, type Scope } from './scopes.ts';
import { keyOf, type Node, nameOf, nodeAt, unwrapped } from './syntax.ts';

/** The files of a function's code. */
export interface Program {
  modules: ReadonlyMap<string, Module>;
  /** Modules of its own that could not be read: whatever they call is not seen. */
  isWhole: boolean;
}

/** What a name comes to: code of the program, or an export of a package. */
export type Target =
  | { kind: 'binding'; module: Module; binding: Exclude<Binding, { kind: 'import' }> }
  | { kind: 'expression'; module: Module; node: Node }
  | { kind: 'namespace'; module: Module }
  | { kind: 'package'; package: string; name: string };

/** @param read the text of a file, or null where there is none */
export async function readProgram(entry: string, read: (file: string) => Promise<string | null>): Promise<Program> {
  const modules = new Map<string, Module>();
  const waiting = [entry];
  let isWhole = true;
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (modules.has(file)) continue;
    const text = await read(file);
    const module = text === null ? null : moduleOf(file, text);
    if (module === null) {
      isWhole = false;
      continue;
    }
    modules.set(file, module);
    if (module.isDynamic) isWhole = false;
    for (const load of module.loads.filter(isOwn)) {
      const found = await firstOf(filesFor(file, load), modules, read);
      if (found !== null) waiting.push(found);
      else if (!load.endsWith('.json')) isWhole = false;
    }
  }
  return { modules, isWhole };
}

async function firstOf(
  files: readonly string[],
  modules: ReadonlyMap<string, Module>,
  read: (file: string) => Promise<string | null>,
): Promise<string | null> {
  for (const file of files) if (modules.has(file) || (await read(file)) !== null) return file;
  return null;
}

/** Of the repository, not of a package; the names after `#`, `@/` and `~/` are those of a tool's settings. */
export function isOwn(module: string): boolean {
  return /^(\.|#|@\/|~\/|\/)/.test(module);
}

const ENDINGS = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.cts'];

/** The files that an import can mean, as the bundler resolves it; `file.js` may stand for `file.ts`. */
function filesFor(importer: string, module: string): string[] {
  if (!module.startsWith('.')) return [];
  const file = posix.join(posix.dirname(importer), module);
  if (file.startsWith('../')) return [];
  const written = /\.[mc]?js$/.test(file) ? [file.replace(/js$/, 'ts'), file] : /\.[mc]?ts$/.test(file) ? [file] : [];
  return [...written, ...ENDINGS.flatMap((ending) => [`${file}${ending}`]), `${file}/index.ts`, `${file}/index.js`];
}

function moduleFor({ modules }: Program, importer: string, module: string): Module | null {
  for (const file of filesFor(importer, module)) {
    const found = modules.get(file);
    if (found) return found;
  }
  return null;
}

/** What an expression that is a name, or a member of a namespace, comes to; null for anything else. */
export function targetOf(program: Program, module: Module, written: Node): Target | null {
  const node = unwrapped(written);
  const name = nameOf(node);
  if (name !== null) return named(program, module, name, module.scopes.get(node) ?? module.top);
  if (node.type !== 'MemberExpression') return null;
  const object = nodeAt(node, 'object');
  const key = keyOf(node, 'property');
  const space = object && key !== null ? targetOf(program, module, object) : null;
  if (key === null || space === null) return null;
  if (space.kind === 'namespace') return exported(program, space.module, key);
  return space.kind === 'package' && space.name === '*' ? { ...space, name: key } : null;
}

function named(program: Program, module: Module, name: string, scope: Scope): Target | null {
  const binding = bindingOf(name, scope);
  if (binding === null) return null;
  if (binding.kind !== 'import') return { kind: 'binding', module, binding };
  return imported(program, module, binding.module, binding.imported, new Set());
}

/** All that a module or package exports. */
export function importedModule(program: Program, from: Module, name: string): Target | null {
  return imported(program, from, name, '*', new Set());
}

function imported(program: Program, from: Module, name: string, what: string, seen: Set<string>): Target | null {
  if (!isOwn(name)) return { kind: 'package', package: name, name: what };
  const module = moduleFor(program, from.file, name);
  if (module === null) return null;
  return what === '*' ? { kind: 'namespace', module } : exported(program, module, what, seen);
}

export function exported(program: Program, module: Module, name: string, seen = new Set<string>()): Target | null {
  const key = `${module.file}#${name}`;
  if (seen.has(key)) return null;
  seen.add(key);
  const found: Export | undefined = module.exports.get(name);
  if (found && 'value' in found) return { kind: 'expression', module, node: found.value };
  if (found && 'module' in found) return imported(program, module, found.module, found.imported, seen);
  if (found) return local(program, module, found.local, seen);
  if (name === 'default') return null;
  for (const star of module.stars) {
    const target = imported(program, module, star, name, seen);
    if (target !== null) return target;
  }
  return null;
}

function local(program: Program, module: Module, name: string, seen: Set<string>): Target | null {
  const binding = module.top.names.get(name);
  if (binding === undefined) return null;
  if (binding.kind !== 'import') return { kind: 'binding', module, binding };
  return imported(program, module, binding.module, binding.imported, seen);
}

/** The function that a target is, or null. */
export function functionOf(target: Target | null): { module: Module; node: Node } | null {
  if (target?.kind === 'binding' && target.binding.kind === 'declaration')
    return { module: target.module, node: target.binding.node };
  if (target?.kind === 'expression') return { module: target.module, node: unwrapped(target.node) };
  return null;
}
