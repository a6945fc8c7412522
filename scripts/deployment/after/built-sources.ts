import { realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { BuildFailure, BuildOptions } from 'esbuild';
import { isInside, missing } from '../../template/files.ts';
import { mistake } from '../../template/mistake.ts';
import { servedText } from './folder-files.ts';

/** What browsers of the last years understand; nothing around the repository changes the bytes. */
const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  sourcemap: false,
  charset: 'utf8',
  tsconfigRaw: '{}',
  nodePaths: [],
  logLevel: 'silent',
} as const satisfies BuildOptions;

/**
 * The script that a page loads, of its TypeScript and all that this imports.
 * @param source from the root
 * @throws UserError at what does not compile, or imports a file from outside of the folder, which would be shown to the
 *   world; packages of the root are the exception
 */
export async function builtScript(root: string, folder: string, source: string): Promise<Uint8Array> {
  // Loaded here: most deploys build no site.
  const { build } = await import('esbuild');
  const top = await realpath(root);
  const { outputFiles, metafile } = await build({ ...OPTIONS, absWorkingDir: top, entryPoints: [source] }).catch(told);
  const packages = await realpath(join(top, 'node_modules')).catch(missing);
  // A link to another checkout's packages will do; one to a folder of any other name could lead anywhere.
  const hasPackages = packages !== null && basename(packages) === 'node_modules' && !isInside(packages, top);
  // esbuild puts it before what a package leaves out for browsers.
  const inputs = Object.keys(metafile.inputs).map((input) => input.replace(/^\(disabled\):/, ''));
  const foreign = inputs.find((input) => {
    return !input.startsWith(`${folder}/`) && !(hasPackages && isInside(packages, resolve(top, input)));
  });
  if (foreign !== undefined) {
    throw mistake(
      `${source}: imports ${foreign}, which lies outside of ${folder}: what a page loads is shown to the world`,
    );
  }
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** @throws UserError at what is no CSS */
export async function builtStyle(root: string, source: string): Promise<Uint8Array> {
  const { transform } = await import('esbuild');
  const text = await servedText(root, source);
  const options = { loader: 'css', minify: true, charset: 'utf8', sourcefile: source, logLevel: 'silent' } as const;
  const { code, warnings } = await transform(text, options).catch(told);
  // esbuild passes on what it does not understand, with a warning.
  if (warnings.length > 0) throw told({ errors: warnings });
  return Buffer.from(code);
}

/** esbuild counts columns from 0. */
function told(error: Pick<BuildFailure, 'errors'>): never {
  const [first] = error.errors ?? [];
  if (!first) throw error;
  const { location, text } = first;
  throw mistake(location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text);
}
