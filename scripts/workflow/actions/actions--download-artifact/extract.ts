import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { unzipSync } from 'fflate';

/**
 * Writes the files of an artifact below a folder, and none anywhere else.
 * @throws Error when a name, or a link that is there already, leads out of it; then nothing is written
 */
export async function extract(artifact: string, zip: Uint8Array, folder: string): Promise<void> {
  const files = Object.entries(unzipped(artifact, zip)).filter(([name]) => !name.endsWith('/'));
  for (const [name] of files) {
    const leads = name.includes('\\') || name.includes('\0') || isAbsolute(name) || name.split('/').includes('..');
    if (leads) throw new Error(`Artifact ${artifact} has a file that would lead out of its folder: ${name}`);
  }
  for (const [name] of files) await assertNoLink(artifact, folder, name);
  for (const [name, bytes] of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

function unzipped(artifact: string, zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(zip);
  } catch (error) {
    throw new Error(`Artifact ${artifact} is no zip file: ${(error as Error).message}`);
  }
}

async function assertNoLink(artifact: string, folder: string, name: string): Promise<void> {
  let at = folder;
  for (const part of name.split('/')) {
    at = join(at, part);
    const found = await lstat(at).catch(() => null);
    if (found?.isSymbolicLink()) {
      throw new Error(`Artifact ${artifact} has a file that would be written through a link: ${name}`);
    }
  }
}
