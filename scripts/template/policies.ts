import { listRepositoryFolder, readRepositoryFile } from './files.ts';
import { mistakeAt } from './mistake.ts';
import { didYouMean } from './near-names.ts';
import type { Identity } from './package.ts';
import { fillPlaceholders, type Mistake, mistakeInKey, type Scope } from './placeholders.ts';
import { type Path, parseDocument, type Source } from './source.ts';
import { isMap, visitMaps } from './walk.ts';

/** Where a template asks for a policy document. */
export interface Include {
  path: Path;
  /** Relative to the root: `policies/<name>.json`. */
  file: string;
}

const INCLUDE = 'AWS::Include';
const POLICY = /^[A-Za-z0-9][\w-]*\.json$/;
const NOWHERE_ELSE = 'policies come from nowhere else';

/** Finds every `Fn::Transform` of `AWS::Include`; other transforms are CloudFormation's own business. */
export function findIncludes(template: Source): Include[] {
  const includes: Include[] = [];
  if (isMap(template.value)) refuseInclude(template, template.value.Transform, ['Transform']);
  visitMaps(template.value, (map, path) => {
    const transform = map['Fn::Transform'];
    if (!isMap(transform)) refuseInclude(template, transform, [...path, 'Fn::Transform']);
    if (!isMap(transform) || transform.Name !== INCLUDE) return;
    if (Object.keys(map).length > 1) {
      throw mistakeAt(template.at(path), 'AWS::Include must stand alone: it is replaced by the whole policy document');
    }
    includes.push({ path, file: includedFile(template, transform, [...path, 'Fn::Transform']) });
  });
  return includes;
}

/** At the template's top or in a list CloudFormation itself would include the file, which nobody would review. */
function refuseInclude(template: Source, transforms: unknown, path: Path): void {
  for (const [index, item] of [transforms].flat().entries()) {
    if ((isMap(item) ? item.Name : item) !== INCLUDE) continue;
    const position = template.at(Array.isArray(transforms) ? [...path, index] : path);
    throw mistakeAt(position, `AWS::Include stands alone, in Fn::Transform: {Name, Parameters}; ${NOWHERE_ELSE}`);
  }
}

function includedFile(template: Source, transform: Record<string, unknown>, path: Path): string {
  const location = isMap(transform.Parameters) ? transform.Parameters.Location : undefined;
  const name = typeof location === 'string' ? /^\.\.\/policies\/([^/]+)$/.exec(location)?.[1] : undefined;
  if (name !== undefined && POLICY.test(name)) return `policies/${name}`;
  const position = template.at([...path, 'Parameters', 'Location']);
  throw mistakeAt(position, `AWS::Include takes Location: ../policies/<name>.json; ${NOWHERE_ELSE}`);
}

/** Reads a policy document; `asked` is where the template names it. */
export async function readPolicy(root: string, template: Source, { file, path }: Include): Promise<Source> {
  const text = await readRepositoryFile(root, file);
  if (text !== null) return parseDocument(text, file);
  const known = (await listRepositoryFolder(root, 'policies')).filter((entry) => POLICY.test(entry));
  const position = template.at([...path, 'Fn::Transform', 'Parameters', 'Location']);
  const name = file.replace('policies/', '');
  if (known.includes(name)) throw mistakeAt(position, `${file} is a link to nothing; put the policy itself there`);
  throw mistakeAt(position, `there is no ${file}${didYouMean(name, known)}`);
}

/** What placeholders of a policy may name when it lands in this template. */
export function scopeOf(template: Source, identity: Identity | null): Scope {
  const { Resources, Parameters } = template.value as Record<string, unknown>;
  return {
    pseudo: {
      'AWS::AccountId': identity?.accountId ?? null,
      'AWS::Region': identity?.region ?? null,
      'AWS::Partition': identity?.partition ?? null,
    },
    resources: isMap(Resources) ? Object.keys(Resources) : [],
    parameters: isMap(Parameters) ? Object.keys(Parameters) : [],
  };
}

/** The document as it is deployed. */
export function filledPolicy(policy: Source, scope: Scope): Record<string, unknown> {
  if (!isMap(policy.value))
    throw mistakeAt(policy.at([]), 'a policy document is a JSON object with Version and Statement');
  return filledMap(policy, policy.value, [], scope);
}

function filled(policy: Source, value: unknown, path: Path, scope: Scope): unknown {
  if (typeof value === 'string') {
    const result = fillPlaceholders(value, scope);
    if ('mistake' in result) throw inside(policy.at(path), value, result.mistake);
    return result.value;
  }
  if (Array.isArray(value)) return value.map((item, index) => filled(policy, item, [...path, index], scope));
  return isMap(value) ? filledMap(policy, value, path, scope) : value;
}

function filledMap(policy: Source, map: Record<string, unknown>, path: Path, scope: Scope): Record<string, unknown> {
  const entries = Object.entries(map).map(([key, value]) => {
    const position = policy.keyAt([...path, key]);
    if (key === 'Ref' || key.startsWith('Fn::')) {
      throw mistakeAt(
        position,
        `${key}: policies are plain JSON; name a resource or parameter as \${Name} in a string`,
      );
    }
    const mistake = mistakeInKey(key, scope);
    if (mistake) throw inside(position, key, mistake);
    return [key, filled(policy, value, [...path, key], scope)] as const;
  });
  return Object.fromEntries(entries);
}

/** The column counts the opening quote and escapes as JSON writes them. */
function inside(position: ReturnType<Source['at']>, text: string, { offset, reason }: Mistake) {
  const column = position.column + JSON.stringify(text.slice(0, offset)).length - 1;
  return mistakeAt({ ...position, column }, reason);
}
