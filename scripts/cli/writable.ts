import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from './errors.ts';

/**
 * Before work whose result would be lost without the file.
 * @param path where it will be, if that is not what the person called it
 * @throws UserError when the file's folder does not exist; what else the disk says is told as it is
 */
export async function checkWritable(file: string, path = resolve(file)): Promise<void> {
  const folder = dirname(path);
  const parent = await stat(folder).catch(() => null);
  if (!parent?.isDirectory()) throw noFolder(file);
  await access(folder, constants.W_OK);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new UserError(`cannot write ${file}: it is a folder; name a file`);
}

export function noFolder(file: string): UserError {
  return new UserError(`cannot write ${file}: the folder does not exist; make it first`);
}
