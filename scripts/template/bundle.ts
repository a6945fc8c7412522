import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { BuildFailure, BuildOptions, BuildResult, Message } from 'esbuild';
import { isOwn, ownSources } from './bundle-inputs.ts';
import { realPathInside } from './files.ts';
import { mistake } from './mistake.ts';
import { keepSources } from './source-map.ts';

export interface Bundle {
  /** `index.mjs` and its source map. */
  files: Record<string, Uint8Array>;
  /** The repository's own files in it, relative to the root, sorted. */
  sources: string[];
  exports: string[];
}

type Result = BuildResult<{ write: false; metafile: true }>;

/**
 * ESM, so that esbuild can leave out what is not used: half the size of the packages' CommonJS. `tsconfigRaw` and
 * `nodePaths` are fixed, so that nothing around the repository changes the bytes; paths are relative to the root.
 */
const OPTIONS = {
  outfile: 'index.mjs',
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  sourcemap: 'linked',
  sourcesContent: false,
  charset: 'utf8',
  tsconfigRaw: '{}',
  nodePaths: [],
  logLevel: 'silent',
  // Packages that are CommonJS only may require Node's own modules, which ESM has no word for.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** Bundles `functions/<name>/handler.ts`. The same sources give the same bytes wherever the repository lies. */
export async function bundleFunction(root: string, name: string): Promise<Bundle> {
  const entry = `functions/${name}/handler.ts`;
  // The folder's real path: esbuild follows links, and paths must stay relative to what it sees.
  const top = (await realPathInside(root, '.')) ?? root;
  const result = await built(top, entry);
  const sources = await ownSources(top, name, result.metafile);
  const exports = Object.values(result.metafile.outputs).flatMap((output) => output.exports);
  return { files: outputFiles(result, name), sources, exports };
}

async function built(top: string, entry: string): Promise<Result> {
  // Loaded here: commands that package nothing must not wait for it.
  const { build } = await import('esbuild');
  try {
    return await build({ ...OPTIONS, absWorkingDir: top, entryPoints: [entry] });
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (!first) throw error;
    throw mistake(`${messageLine(first, entry)}${packageAdvice(first, top)}`);
  }
}

/** esbuild counts columns from 0. */
function messageLine({ location, text }: Message, entry: string): string {
  if (!location) return `${entry}: ${text}`;
  return `${location.file}:${location.line}:${location.column + 1}: ${text}`;
}

function packageAdvice({ text }: Message, top: string): string {
  if (!/^Could not resolve "[^./]/.test(text)) return '';
  return existsSync(join(top, 'node_modules')) ? '; add it to package.json' : `; run npm ci in ${top}`;
}

function outputFiles({ outputFiles }: Result, functionName: string): Record<string, Uint8Array> {
  const entries = outputFiles.map(({ path, contents, text }) => {
    const name = path.slice(path.lastIndexOf(sep) + 1);
    if (!name.endsWith('.map')) return [name, contents] as const;
    const map = keepSources(JSON.parse(text), (source) => isOwn(functionName, source));
    return [name, new TextEncoder().encode(JSON.stringify(map))] as const;
  });
  return Object.fromEntries(entries);
}
