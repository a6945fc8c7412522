import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistake } from '../../template/mistake.ts';
import { builtScript, builtStyle } from './built-sources.ts';
import { isPage } from './page.ts';

/** Sources and settings of what is built; they are never served. */
export function isSource(path: string): boolean {
  return /(\.[cm]?tsx?|(^|\/)tsconfig(\.\w+)?\.json)$/.test(path);
}

/** A file that a page loads, under a name that holds a hash of its content. */
interface Asset {
  key: string;
  body: Uint8Array;
  /** Built of TypeScript. */
  isModule: boolean;
}

export interface AssetBuilder {
  /** By the path that pages load. */
  built: Map<string, Asset>;
  /** Null when there is nothing to make it of. */
  asset(path: string): Promise<Asset | null>;
  /** It is there, and is known by its name. */
  keepsName(path: string): boolean;
}

/** @param paths of the files of the folder, from it */
export function assetBuilder(root: string, folder: string, paths: readonly string[]): AssetBuilder {
  const present = new Set(paths);
  const built = new Map<string, Asset>();
  async function made(path: string): Promise<Omit<Asset, 'key'> | null> {
    const typed = path.replace(/\.js$/, '.ts');
    if (typed !== path && present.has(typed)) {
      if (present.has(path))
        throw mistake(`${folder}/${path}: ${typed} makes a file of that name: take one of them out`);
      return { body: await builtScript(root, folder, `${folder}/${typed}`), isModule: true };
    }
    if (!present.has(path) || isSource(path)) return null;
    const isStyle = path.endsWith('.css');
    const body = await (isStyle ? builtStyle(root, `${folder}/${path}`) : readFile(join(root, folder, path)));
    return { body, isModule: false };
  }
  return {
    built,
    async asset(path) {
      const known = built.get(path);
      if (known) return known;
      const body = await made(path);
      if (body === null) return null;
      const asset = { ...body, key: hashedName(path, body.body) };
      built.set(path, asset);
      return asset;
    },
    keepsName: (path) =>
      present.has(path) && (isPage(path) || path === 'robots.txt' || path.startsWith('.well-known/')),
  };
}

/** `a/scripts-0123456789abcdef.js` */
function hashedName(path: string, body: Uint8Array): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return path.replace(/(\.\w+)?$/, (ending) => `-${hash}${ending}`);
}
