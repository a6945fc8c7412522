import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Path, parseTemplate } from '../../scripts/template/source.ts';
import { isMap, replaced } from '../../scripts/template/walk.ts';

/** No text can be made of it: its `toString` is no function, and what `valueOf` gives is the map itself. */
export const NO_TEXT = { toString: 1 };

const NO_TEXTS = [NO_TEXT, NO_TEXT];

/** What nobody expects where a template or a policy has a text, and what a pull request may have there. */
export const ODD_VALUES: readonly unknown[] = [
  { valueOf: {}, toString: [] },
  JSON.parse('{"__proto__": 1}'),
  [[NO_TEXT]],
  [NO_TEXT, 'text'],
  { constructor: { prototype: 1 }, hasOwnProperty: 1, length: 3 },
  null,
  [],
  {},
  '',
  'constructor',
  '__proto__',
  'toString',
  1e300,
  true,
  { Ref: NO_TEXT },
  { Ref: '__proto__' },
  { 'Fn::GetAtt': NO_TEXTS },
  { 'Fn::GetAtt': ['constructor', 'toString'] },
  { 'Fn::Sub': NO_TEXTS },
  { 'Fn::Sub': '${toString} ${__proto__.valueOf} ${!constructor}' },
  { 'Fn::Join': [NO_TEXT, NO_TEXTS] },
  { 'Fn::Select': [NO_TEXT, NO_TEXTS] },
  { 'Fn::Split': NO_TEXTS },
  { 'Fn::If': [NO_TEXT, NO_TEXT, [[NO_TEXT]]] },
  { 'Fn::FindInMap': [NO_TEXT, '__proto__', 'constructor'] },
  { 'Fn::ImportValue': NO_TEXT },
  { 'Fn::Transform': { Name: NO_TEXT, Parameters: { Location: NO_TEXT } } },
  { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: NO_TEXT } } },
];

/** What every object answers to that is looked up without asking whether it is its own. */
export const ODD_KEYS = ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'];

/** A template or document of this repository, or of the golden cases of its rules. */
export interface Sound {
  /** Without its ending; no two are called the same. */
  name: string;
  folder: string;
  value: unknown;
}

export function soundFiles(...folders: string[]): Sound[] {
  return folders.flatMap((folder) => {
    const top = join(projectFolder, folder);
    const entries = readdirSync(top, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.(?:json|ya?ml|template)$/.test(entry.name))
      .filter((entry) => entry.name !== 'expected.json' && basename(entry.parentPath) !== 'environments')
      .flatMap((entry) => read(top, join(entry.parentPath, entry.name)));
  });
}

/** Files that cannot be read are among the cases: they have no places. */
function read(top: string, path: string): Sound[] {
  const name = path
    .slice(top.length + 1)
    .replace(/\.\w+$/, '')
    .replaceAll('/', '-');
  try {
    return [{ name, folder: dirname(path), value: parseTemplate(readFileSync(path, 'utf8'), path).value }];
  } catch {
    return [];
  }
}

/** Every part of a value, itself included, the outer ones first. */
function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const parts = Object.entries(value);
  return [path, ...parts.flatMap(([key, part]) => placesOf(part, [...path, Array.isArray(value) ? Number(key) : key]))];
}

export function partAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => (found as Record<string | number, unknown>)[step], value);
}

export function isScalar(value: unknown): boolean {
  return typeof value !== 'object';
}

/** A copy with another value at a place. */
export function withValue(value: unknown, path: Path, odd: unknown): unknown {
  return replaced(value, [{ path, value: odd }]);
}

/** A copy in which the last step to a place has another name. */
export function withKey(value: unknown, path: Path, odd: string): unknown {
  const parent = partAt(value, path.slice(0, -1));
  if (!isMap(parent)) return value;
  const entries = Object.entries(parent).map(([key, part]) => [key === path.at(-1) ? odd : key, part] as const);
  return withValue(value, path.slice(0, -1), Object.fromEntries(entries));
}

export interface SoundPlace {
  sound: Sound;
  path: Path;
}

/** The cases of a rule and the resources of a template are much alike: each kind of place is changed once. */
export function placesOfEachKind(files: readonly Sound[]): SoundPlace[] {
  const kinds = new Map<string, SoundPlace>();
  for (const sound of files) {
    for (const path of placesOf(sound.value)) {
      const kind = JSON.stringify([sound.folder, typeOf(sound.value, path), path.map(stepKind)]);
      if (!kinds.has(kind)) kinds.set(kind, { sound, path });
    }
  }
  return [...kinds.values()];
}

function typeOf(value: unknown, [section, id]: Path): unknown {
  const resource = section === 'Resources' && id !== undefined ? partAt(value, [section, id]) : null;
  return (resource as { Type?: unknown } | null)?.Type ?? null;
}

/** Which resource or statement it is makes no difference. */
function stepKind(step: string | number, index: number, path: Path): string | number {
  return typeof step === 'number' || (path[0] === 'Resources' && index === 1) ? '*' : step;
}
