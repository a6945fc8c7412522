import { isMap } from '../../template/walk.ts';

export type FileKind = { kind: 'template' | 'policy' } | { kind: 'other'; reason: string };

/** What a parsed file is, by what stands at its top. */
export function classify(value: unknown): FileKind {
  if (!isMap(value)) return { kind: 'other', reason: 'neither a template nor a policy: no map at its top' };
  if (hasTypedResource(value.Resources)) return { kind: 'template' };
  const isMarked = Object.hasOwn(value, 'AWSTemplateFormatVersion') || Object.hasOwn(value, 'Transform');
  if (isMarked) return { kind: 'template' };
  if (isStatement(value.Statement)) return { kind: 'policy' };
  return { kind: 'other', reason: 'neither a template (no Resources with a Type) nor a policy (no Statement)' };
}

function hasTypedResource(resources: unknown): boolean {
  if (!isMap(resources)) return false;
  return Object.entries(resources).some(
    ([name, resource]) => name.startsWith('Fn::') || (isMap(resource) && typeof resource.Type === 'string'),
  );
}

function isStatement(statement: unknown): boolean {
  return Array.isArray(statement) || isMap(statement);
}

/** Configuration of other tools, often JSON with comments. */
const CONFIGURATION =
  /(?:^|\/)(?:[tj]sconfig[\w.-]*|package(?:-lock)?|composer|biome|deno|renovate|nx|angular)\.json$/i;

/** A file that cannot be parsed, of which the name says that it is neither template nor policy. */
export function isConfiguration(file: string): boolean {
  return CONFIGURATION.test(file);
}
