import { dirname, join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export interface Import {
  from: string;
  /** A file, relative to the repository, or a package. An expression in its name is `*`. */
  to: string;
  /** False for types, which are gone at run time. */
  runtime: boolean;
  /** Loaded when it is needed, if at all. */
  isDynamic: boolean;
}

/** What a file imports in any way: `import`, `export … from`, `import type`, `import()`, `import('…').Type`. */
export function importsOf(file: string, text: string): Import[] {
  const { module, program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const found: Import[] = [];
  const add = (name: string, runtime: boolean, isDynamic = false) => {
    found.push({ from: file, to: name.startsWith('.') ? join(dirname(file), name) : name, runtime, isDynamic });
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, entries.length === 0 || entries.some(({ isType }) => !isType));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest) add(moduleRequest.value, !isType);
  }
  new Visitor({
    ImportExpression: ({ source }) => add(written(source, text), true, true),
    TSImportType: ({ source }) => add(source.value, false),
  }).visit(program);
  return found;
}

/** `'./a.ts'`, or `./*.ts` for a template literal with an expression; anything else is `*`. */
function written(source: { type: string; start: number; end: number; value?: unknown }, text: string): string {
  if (source.type === 'Literal') return String(source.value);
  if (source.type !== 'TemplateLiteral') return '*';
  return text.slice(source.start + 1, source.end - 1).replace(/\$\{[^}]*\}/g, '*');
}
