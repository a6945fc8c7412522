import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../cli/errors.ts';
import { mistake } from '../template/mistake.ts';

/**
 * Writes a generated file below the root, whole or not at all. A link on the way is refused: a pull request could hold
 * one that leads anywhere.
 */
export async function writeGenerated(root: string, path: string, contents: string | Uint8Array): Promise<void> {
  await checkNoLink(root, path);
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, contents, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function checkNoLink(root: string, path: string): Promise<void> {
  const steps = path.split('/');
  for (let length = 1; length <= steps.length; length++) {
    const way = steps.slice(0, length).join('/');
    const stats = await lstat(join(root, way)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    });
    if (stats?.isSymbolicLink()) throw mistake(`${way}: is a link; remove it, generated files go there`);
  }
}
