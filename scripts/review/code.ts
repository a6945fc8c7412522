import { posix } from 'node:path';
import type { Reviewed, ReviewedResource } from '../access/model.ts';
import type { Catalog } from '../iam/catalog/catalog.ts';
import type { CodeAccess } from '../iam/sdk-call.ts';
import { scalarText } from '../template/scalar-text.ts';

/** What a function's code does with AWS; null where there is no source beside the template, or none that can be read. */
export type CodeOf = (template: string, logicalId: string) => CodeAccess | null;

export async function readCode(root: string, { templates }: Reviewed, catalog: Catalog): Promise<CodeOf> {
  const functions = templates
    .flatMap(({ resources }) => resources)
    .filter(({ type }) => type === 'AWS::Lambda::Function');
  const found = new Map<string, CodeAccess>();
  for (const resource of functions) {
    const access = await accessOf(root, resource, catalog);
    if (access !== null) found.set(keyOf(resource.template, resource.logicalId), access);
  }
  return (template, logicalId) => found.get(keyOf(template, logicalId)) ?? null;
}

function keyOf(template: string, logicalId: string): string {
  return `${template}#${logicalId}`;
}

async function accessOf(root: string, resource: ReviewedResource, catalog: Catalog): Promise<CodeAccess | null> {
  const { file, handler } = handlerOf(resource);
  const entries = entriesOf(resource, file);
  if (entries.length === 0) return null;
  // Its parser takes 30 ms to load, and most folders that are reviewed hold no code.
  const { codeAccess } = await import('../iam/calls.ts');
  for (const entry of entries) {
    const access = await codeAccess(root, entry, handler, catalog);
    if (access !== null) return access;
  }
  return null;
}

/** `index.handler`: a file of the code, without its ending, and what it exports. */
function handlerOf({ properties }: ReviewedResource): { file: string | null; handler: string | null } {
  const [, file = null, handler = null] = /^([\w./-]+)\.(\w+)$/.exec(scalarText(properties.Handler)) ?? [];
  return { file, handler };
}

/**
 * The files that may hold the handler. A function's folder has it in `handler.ts`, which packaging makes `index.mjs` of;
 * elsewhere the file is as `Handler` names it.
 */
function entriesOf({ template, properties }: ReviewedResource, file: string | null): string[] {
  const { Code: code } = properties;
  if (typeof code !== 'string' || /^[a-z][a-z\d+.-]*:/i.test(code) || code.startsWith('/')) return [];
  const path = posix.join(posix.dirname(template), code);
  if (path.startsWith('../')) return [];
  if (/\.[cm]?[jt]s$/.test(path)) return [path];
  const names = [...(file === null ? [] : [file]), 'handler', 'index', `src/${file ?? 'index'}`];
  return names.flatMap((name) =>
    ['.ts', '.mts', '.js', '.mjs', '.cjs'].map((ending) => posix.join(path, name + ending)),
  );
}
