import { realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { isInside, missing } from './files.ts';
import { mistake } from './mistake.ts';

/**
 * The repository's own files in a bundle, sorted. A function may import its own folder, `functions/shared` and the
 * packages of the root; anything else would leak into the zip: a file of `.git`, a package of a folder above the root.
 * @param top the root's real path: esbuild names files by their real paths, relative to it
 */
export async function ownSources(top: string, name: string, { inputs }: Metafile): Promise<string[]> {
  const packages = await packageFolder(top);
  const files = Object.keys(inputs);
  const own = files.filter((input) => isOwn(name, input));
  const stranger = files.find((input) => !isOwn(name, input) && !(packages && isInside(packages, resolve(top, input))));
  if (stranger === undefined) return [...new Set(own.map(withoutAttributes))].sort();
  const importer = files.find((file) => inputs[file]?.imports.some(({ path }) => path === stranger));
  throw mistake(
    `${importer ?? `functions/${name}/handler.ts`}: imports ${withoutAttributes(stranger)}: a function takes files of functions/${name}/ and functions/shared/ and packages of the root's node_modules/ alone`,
  );
}

/** True for a file of the function itself or of `functions/shared`; a stray `node_modules` there is nobody's source. */
export function isOwn(name: string, path: string): boolean {
  const [top, folder = '', ...rest] = path.split('/');
  return top === 'functions' && [name, 'shared'].includes(folder) && rest.length > 0 && !rest.includes('node_modules');
}

/** A link to another checkout's packages will do; one to a folder of any other name could lead anywhere. */
async function packageFolder(top: string): Promise<string | null> {
  const real = await realpath(join(top, 'node_modules')).catch(missing);
  return real !== null && basename(real) === 'node_modules' && !isInside(real, top) ? real : null;
}

/** esbuild adds import attributes to the name: `notice.txt with { type: 'text' }`. */
function withoutAttributes(input: string): string {
  return input.replace(/ with \{[^{}]*\}$/, '');
}
