import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistakeAt } from '../../template/mistake.ts';
import { folderFiles } from './folder-files.ts';
import { pageReferences } from './page-references.ts';
import { builtScript, builtStyle } from './site-assets.ts';

/** What a bucket serves, by key. */
export type Bodies = Map<string, () => Promise<Uint8Array>>;

/** Sources and settings of what is built; they are never served. */
const SOURCE = /(\.[cm]?tsx?|(^|\/)tsconfig(\.\w+)?\.json)$/;

/**
 * The files that a folder serves. One without TypeScript is served as it is. Otherwise what its pages load is built:
 * `scripts.js` of `scripts.ts`, style sheets made small, and each gets a hash of its content into its name, so that
 * browsers may keep it for good; the pages refer to them by these names. What no page loads keeps its name.
 * @throws UserError for a page that loads a file that is not there, and for sources that cannot be built
 */
export async function siteFiles(root: string, folder: string): Promise<Bodies> {
  const paths = await folderFiles(root, folder);
  const read = (path: string) => () => readFile(join(root, folder, path));
  if (!paths.some((path) => SOURCE.test(path))) return new Map(paths.map((path) => [path, read(path)]));
  const assets = assetBuilder(root, folder, new Set(paths));
  const bodies: Bodies = new Map();
  for (const path of paths.filter(isPage)) {
    const page = await builtPage(assets, folder, path, (await read(path)()).toString('utf8'));
    bodies.set(path, async () => Buffer.from(page));
  }
  for (const { key, body } of assets.built.values()) bodies.set(key, async () => body);
  for (const path of paths) {
    if (!SOURCE.test(path) && !isPage(path) && !assets.built.has(path)) bodies.set(path, read(path));
  }
  return bodies;
}

function isPage(path: string): boolean {
  return /\.html?$/i.test(path);
}

interface Asset {
  key: string;
  body: Uint8Array;
}

interface AssetBuilder {
  /** By the path that pages load. */
  built: Map<string, Asset>;
  /** Null when there is nothing to make it of. */
  asset(path: string): Promise<Asset | null>;
}

function assetBuilder(root: string, folder: string, paths: ReadonlySet<string>): AssetBuilder {
  const built = new Map<string, Asset>();
  async function bodyOf(path: string): Promise<Uint8Array | null> {
    const typed = path.replace(/\.js$/, '.ts');
    if (typed !== path && paths.has(typed)) return builtScript(root, folder, `${folder}/${typed}`);
    if (!paths.has(path) || SOURCE.test(path)) return null;
    if (path.endsWith('.css')) return builtStyle(root, `${folder}/${path}`);
    return readFile(join(root, folder, path));
  }
  return {
    built,
    async asset(path) {
      const known = built.get(path);
      if (known) return known;
      const body = await bodyOf(path);
      if (body === null) return null;
      const asset = { key: hashedName(path, body), body };
      built.set(path, asset);
      return asset;
    },
  };
}

/** `a/scripts-0123456789abcdef.js` */
function hashedName(path: string, body: Uint8Array): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return path.replace(/(\.\w+)?$/, (ending) => `-${hash}${ending}`);
}

async function builtPage({ asset }: AssetBuilder, folder: string, path: string, html: string): Promise<string> {
  const file = `${folder}/${path}`;
  const parts: string[] = [];
  let from = 0;
  const references = pageReferences(html, file, path).sort((one, other) => one.start - other.start);
  for (const { path: loaded, start, end, line, column } of references) {
    const found = await asset(loaded);
    if (found === null) throw mistakeAt({ file, line, column }, `there is no ${folder}/${loaded} to load`);
    parts.push(html.slice(from, start), `/${found.key.split('/').map(encodeURIComponent).join('/')}`);
    from = end;
  }
  return [...parts, html.slice(from)].join('');
}
