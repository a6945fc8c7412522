import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preflight } from '../deployment/preflight.ts';
import { realPathInside } from '../template/files.ts';
import { findingText } from '../template/finding.ts';

/**
 * What the check before a deploy would say if `file` were edited, on a copy of the repository's sources.
 * @param edit must change the text: an edit that changes nothing proves nothing
 */
export async function findingsAfter(
  root: string,
  stack: string,
  file: string,
  edit: (text: string) => string,
  accountId: string,
): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'stackwarden-'));
  try {
    for (const part of ['templates', 'policies', 'functions']) {
      // Links stay as they are written: made absolute, they would lead out of the copy, into the sources.
      await cp(join(root, part), join(copy, part), { recursive: true, verbatimSymlinks: true });
    }
    const text = await readFile(join(root, file), 'utf8');
    const edited = edit(text);
    if (edited === text) throw new Error(`the edit leaves ${file} as it is`);
    await writeFile((await realPathInside(copy, file)) ?? join(copy, file), edited);
    return (await preflight(copy, [stack], accountId)).map(findingText);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
