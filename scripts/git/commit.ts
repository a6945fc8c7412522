import { UserError } from '../cli/errors.ts';
import { git } from './git.ts';

/**
 * The commit that a ref names.
 * @throws UserError when the folder is in no repository, or the ref names no commit
 */
export async function commitOf(folder: string, ref: string): Promise<string> {
  const { status, stdout, stderr } = await git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]);
  if (status === 0) return stdout.toString('utf8').trim();
  if (/not a git repository/.test(stderr)) throw new UserError(`${folder} is in no Git repository: there is no ${ref}`);
  if (/dubious ownership/.test(stderr)) {
    throw new UserError(`Git does not trust ${folder}, which another user owns: add it to Git's safe.directory`);
  }
  throw new UserError(`no commit is called '${ref}': name a branch, tag or commit, and fetch it first`);
}

/**
 * The commit that a change starts from: where HEAD left the ref. What came to the ref since is not of the change. The
 * ref's own commit where the two have no common one, as in a shallow clone.
 */
export async function forkPoint(folder: string, ref: string): Promise<string> {
  const commit = await commitOf(folder, ref);
  const { status, stdout } = await git(folder, ['merge-base', commit, 'HEAD']);
  return status === 0 ? stdout.toString('utf8').trim() : commit;
}
