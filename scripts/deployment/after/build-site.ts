import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mistake, mistakeAt } from '../../template/mistake.ts';
import { folderFiles, servedText } from './folder-files.ts';
import { isPage, type Page, parsePage } from './page.ts';
import { pageReferences } from './page-references.ts';
import { checkPage } from './page-rules.ts';
import { type AssetBuilder, assetBuilder, isSource } from './site-assets.ts';

/** What a bucket serves, by key. */
export type Bodies = Map<string, () => Promise<Uint8Array>>;

/**
 * The files that a folder serves. One without TypeScript is served as it is. Otherwise what its pages load is built:
 * `scripts.js` of `scripts.ts`, style sheets made small, and each gets a hash of its content into its name, so that
 * browsers may keep it for good; the pages refer to them by these names. Pages keep theirs, as does what no page loads.
 * @param made the name of a file that is put beside them; null for none
 * @throws UserError for a page that refers to a file that is not there, and for pages and sources that cannot be built
 */
export async function siteFiles(root: string, folder: string, made: string | null = null): Promise<Bodies> {
  const paths = await folderFiles(root, folder);
  if (made !== null && paths.includes(made)) {
    throw mistake(`${folder}/${made}: Config in the template makes a file of that name: rename one of them`);
  }
  const read = (path: string) => readFile(join(root, folder, path));
  if (!paths.some(isSource)) return new Map(paths.map((path) => [path, () => read(path)]));
  const assets = assetBuilder(root, folder, paths);
  const bodies: Bodies = new Map();
  for (const path of paths.filter(isPage)) {
    const page = parsePage(folder, path, await servedText(root, `${folder}/${path}`));
    checkPage(page);
    const built = Buffer.from(await builtPage(assets, made, folder, page));
    bodies.set(path, async () => built);
  }
  for (const { key, body } of assets.built.values()) bodies.set(key, async () => body);
  for (const path of paths) {
    if (!isSource(path) && !isPage(path) && !assets.built.has(path)) bodies.set(path, () => read(path));
  }
  return withNamed(bodies, assets);
}

async function builtPage(assets: AssetBuilder, made: string | null, folder: string, page: Page): Promise<string> {
  const parts: string[] = [];
  let from = 0;
  const references = pageReferences(page).sort((one, other) => one.start - other.start);
  for (const { path, start, end, at, isClassic } of references) {
    if (assets.keepsName(path) || path === made) continue;
    const asset = await assets.asset(path);
    if (asset === null) throw mistakeAt(at, `there is no ${folder}/${path}`);
    if (asset.isModule && isClassic) {
      throw mistakeAt(at, 'what is built of TypeScript is a module: write type="module" beside it');
    }
    parts.push(page.html.slice(from, start), `/${asset.key.split('/').map(encoded).join('/')}`);
    from = end;
  }
  return [...parts, page.html.slice(from)].join('');
}

/** An apostrophe could end the attribute. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll("'", '%27');
}

/** Files in which others may be named. */
const TEXT = /\.(css|html?|js|json|mjs|svg|txt|webmanifest|xml)$/i;

/**
 * What is named somewhere else too has its own name beside the one with a hash: a style sheet may draw the picture that a
 * page shows, a manifest list it, a script fetch it, and a link offer it.
 */
async function withNamed(bodies: Bodies, { built }: AssetBuilder): Promise<Bodies> {
  const texts = [...bodies].filter(([key]) => TEXT.test(key)).map(async ([, body]) => Buffer.from(await body()));
  const all = (await Promise.all(texts)).map((text) => text.toString('utf8')).join('\n');
  for (const [path, { body }] of built) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if ([name, encodeURI(name), encodeURIComponent(name)].some((one) => all.includes(one))) {
      bodies.set(path, async () => body);
    }
  }
  return bodies;
}
