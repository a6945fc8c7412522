import { UserError } from '../cli/errors.ts';
import { filtersOff, git, zeroSeparated } from './git.ts';

/** What a diff with the work tree is told, so that nothing is run that a repository's attributes can name. */
export const PLAIN_DIFF = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=dirty'];

/**
 * The files below a folder that were changed, added or deleted since a commit, sorted; of a renamed one both names.
 * @returns paths below the folder, with `/`, whatever characters they have
 */
export async function changedFiles(folder: string, commit: string): Promise<string[]> {
  const filters = await filtersOff(folder);
  const diff = ['diff', '-z', '--name-only', ...PLAIN_DIFF, '--relative', commit, '--', '.'];
  const { status, stdout, stderr } = await git(folder, [...filters, ...diff]);
  if (status !== 0) throw new UserError(`cannot tell which files changed since ${commit}: ${stderr}`);
  return [...new Set([...zeroSeparated(stdout), ...(await unknownFiles(folder))])].sort();
}

/** Those that Git does not know yet. */
export async function unknownFiles(folder: string): Promise<string[]> {
  const { stdout } = await git(folder, ['ls-files', '--others', '--exclude-standard', '-z']);
  return zeroSeparated(stdout);
}
