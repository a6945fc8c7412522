import { isMap, visitMaps } from '../../scripts/template/walk.ts';

export interface Repository {
  /** Relative to the repository, with `/`. */
  files: readonly string[];
  /** What the templates say, by file. */
  templates: Readonly<Record<string, unknown>>;
  /** The stacks that some environment has and does not skip. */
  deployed: readonly string[];
}

const TOP = new Set(
  `.ci .github templates functions scripts policies test package.json package-lock.json tsconfig.json README.md LICENSE
   requirements.txt requirements.in biome.json .gitignore .gitattributes .editorconfig .npmrc .nvmrc`.split(/\s+/),
);

/** Of what the design lists, what is not there; and what is there and not in the design. */
export function layoutProblems({ files, templates, deployed }: Repository): string[] {
  const texts = Object.values(templates).flatMap(textsIn);
  const below = (folder: string) => namesBelow(files, folder);
  const functions = below('functions').filter((name) => name !== 'shared');
  // Beside the policies stands what is accepted of them for a while.
  const policies = below('policies').filter((name) => name !== 'suppressions.yaml');
  const stacks = below('templates').filter((name) => name.endsWith('.yaml'));
  const folders = below('templates').filter((name) => !name.endsWith('.yaml') && name !== 'environments');
  return [
    ...apart('functions', functions, mentioned(texts, /^\.\.\/functions\/(.+)$/)),
    ...functions
      .filter((name) => !files.includes(`functions/${name}/handler.ts`))
      .map((name) => `functions/${name}: there is no handler.ts`),
    ...apart('policies', policies, mentioned(texts, /^\.\.\/policies\/(.+)$/)),
    ...apart('templates', folders, Object.values(templates).flatMap(servedFolders)),
    ...stacks
      .filter((name) => !deployed.includes(name.replace(/\.yaml$/, '')))
      .map((name) => `templates/${name}: no environment deploys it`),
    ...namesBelow(files, '')
      .filter((name) => !TOP.has(name))
      .map((name) => `${name}: does not belong at the top`),
  ];
}

/** Names of one level, sorted. */
function namesBelow(files: readonly string[], folder: string): string[] {
  const start = folder === '' ? '' : `${folder}/`;
  const names = files.flatMap((file) => (file.startsWith(start) ? [file.slice(start.length).split('/')[0] ?? ''] : []));
  return [...new Set(names)].sort();
}

function apart(folder: string, there: readonly string[], named: readonly string[]): string[] {
  return [
    ...there.filter((name) => !named.includes(name)).map((name) => `${folder}/${name}: no template uses it`),
    ...[...new Set(named)].filter((name) => !there.includes(name)).map((name) => `${folder}/${name}: is not there`),
  ];
}

/** All that a template says, comments aside. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function mentioned(texts: readonly string[], pattern: RegExp): string[] {
  return texts.flatMap((text) => pattern.exec(text)?.[1] ?? []);
}

/** The first step of `Stackwarden: {Files: student/pages}`. */
function servedFolders(template: unknown): string[] {
  const found: string[] = [];
  visitMaps(template, ({ Stackwarden: own }) => {
    if (isMap(own) && typeof own.Files === 'string') found.push(own.Files.split('/')[0] ?? '');
  });
  return found;
}
