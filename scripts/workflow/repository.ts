import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { git, zeroSeparated } from '../git/git.ts';
import { type Commits, PULL_REQUEST } from './event.ts';

/** The person's checkout as GitHub would have it: a bare repository beside it, which jobs check out from. */
export interface LocalRepository {
  /** Holds `<organisation>/<repository>.git`. */
  folder: string;
  /** Brings the commits there, for a pull request with the merge of both. @throws UserError when they cannot be merged */
  take(base: string, head: string): Promise<Commits>;
}

export async function openRepository(root: string, folder: string, repository: string): Promise<LocalRepository> {
  const bare = join(folder, `${repository}.git`);
  await run(root, ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  return {
    folder,
    async take(base, head) {
      const merge = base === head ? head : await merged(root, base, head);
      const refs = [`${base === head ? head : base}:refs/heads/main`];
      if (base !== head)
        refs.push(`${head}:refs/pull/${PULL_REQUEST}/head`, `${merge}:refs/pull/${PULL_REQUEST}/merge`);
      await run(root, ['push', '--quiet', '--force', '--no-verify', bare, ...refs]);
      const [title = '', ...body] = (await run(root, ['log', '-1', '--format=%B', head])).trim().split('\n');
      return { repository, base, head, merge, branch: await branchOf(root), title, body: body.join('\n').trim() };
    },
  };
}

/** The texts of the files of a folder as they are in a commit, by their place in it. */
export async function textsAt(root: string, commit: string, folder: string): Promise<Map<string, string>> {
  const { stdout } = await git(root, ['ls-tree', '-r', '-z', '--name-only', commit, folder]);
  const paths = zeroSeparated(stdout);
  const texts = await Promise.all(paths.map((path) => run(root, ['show', `${commit}:${path}`])));
  return new Map(paths.map((path, index) => [path.slice(folder.length), texts[index] ?? '']));
}

/** The commit that GitHub makes of a pull request to run its workflows on. */
async function merged(root: string, base: string, head: string): Promise<string> {
  const { status, stdout } = await git(root, ['merge-tree', '--write-tree', '--no-messages', base, head]);
  const tree = stdout.toString('utf8').split('\n', 1)[0] ?? '';
  if (status !== 0)
    throw new UserError('the commits cannot be merged into the base without a conflict: merge it first');
  const who = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@github.com'];
  return (await run(root, [...who, 'commit-tree', tree, '-p', base, '-p', head, '-m', 'Merge'])).trim();
}

async function branchOf(root: string): Promise<string> {
  const { status, stdout } = await git(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return status === 0 ? stdout.toString('utf8').trim() : 'HEAD';
}

async function run(root: string, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await git(root, args);
  if (status !== 0) throw new UserError(`git ${args[0]} failed in ${root}: ${stderr}`);
  return stdout.toString('utf8');
}

/** Where a commit has its workflows, and the steps that they share. */
export const WORKFLOWS = '.github/workflows/';
export const SHARED_STEPS = '.github/actions/';
