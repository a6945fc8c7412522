import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Option } from './command.ts';
import { UserError } from './errors.ts';
import { checkWritable } from './writable.ts';

/** The option of commands that write them. */
export const WRITE = {
  type: 'string',
  multiple: true,
  value: 'FORMAT=FILE',
  help: 'write this form into a file (relative to the root) too; again for more',
} as const satisfies Option;

/** `--write FORMAT=FILE`: one more form of what a command says, beside stdout. */
export interface Copy<F extends string> {
  format: F;
  /** Relative to the root. */
  file: string;
}

/** @throws UserError for what is no `FORMAT=FILE` with one of the formats */
export function copiesOf<F extends string>(written: readonly string[], formats: readonly F[]): Copy<F>[] {
  return written.map((option) => {
    const [, name = '', file = ''] = /^(\w+)=(.+)$/s.exec(option) ?? [];
    const format = formats.find((known) => known === name);
    if (format !== undefined) return { format, file };
    throw new UserError(`--write takes FORMAT=FILE, the format one of ${formats.join('|')}, not '${option}'`);
  });
}

/**
 * Writes a file, and the folders that it needs. The root may be the checkout of a pull request: a link in it would lead
 * to any other file of the machine, such as the scripts that run next.
 * @throws UserError when there is a link on the way from the root to the file
 */
export async function writeCopy(root: string, file: string, text: string): Promise<void> {
  const path = resolve(root, file);
  await assertNoLink(root, path, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/**
 * Before work so long that nobody wants it done again for a name that was mistyped: no folder is made then.
 * @throws UserError when a copy could not be written there
 */
export async function checkCopies(root: string, copies: readonly Copy<string>[]): Promise<void> {
  for (const { file } of copies) {
    const path = resolve(root, file);
    await assertNoLink(root, path, file);
    await checkWritable(file, path);
  }
}

async function assertNoLink(root: string, path: string, file: string): Promise<void> {
  const below = relative(root, path);
  const isInside = below !== '' && below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
  if (!isInside) return;
  let at = root;
  for (const part of below.split(sep)) {
    at = join(at, part);
    const found = await lstat(at).catch(() => null);
    if (found?.isSymbolicLink()) {
      throw new UserError(`--write does not follow links: ${relative(root, at)} is one; write ${file} elsewhere`);
    }
  }
}
