import type { AccessKnowledge } from '../access/changes.ts';
import { readOwn } from '../access/layout.ts';
import { isOfProject } from '../access/project-in.ts';
import { isReviewed } from '../access/read/files-below.ts';
import { changesBetween, type State, stateOf } from '../access/states.ts';
import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { commitOf } from '../git/commit.ts';
import { withFilesOf } from '../git/files.ts';
import { verdictOf } from '../iam/compare/compare.ts';
import { accessLines } from './render.ts';

export interface RefsOptions {
  principal: string | undefined;
  resource: boolean;
}

/**
 * Compares the access that the templates and policies of two commits give, or of a commit and the work tree.
 * @throws UserError when a ref names no commit
 */
export async function refs(
  [base, head, ...more]: string[],
  options: RefsOptions,
  root: string,
  out: Output,
  knowledge: AccessKnowledge,
): Promise<ExitCode> {
  if (base === undefined || more.length > 0) {
    throw new UserError('name two policy documents (old.json new.json), or one or two git refs');
  }
  if (options.principal !== undefined || options.resource) {
    throw new UserError(
      '--principal and --resource are of two policy documents: git refs are compared for every principal',
    );
  }
  const { changes, undecided } = await withStateAt(root, base, (before) =>
    head === undefined
      ? stateAt(root).then((after) => changesBetween(before, after, knowledge))
      : withStateAt(root, head, async (after) => changesBetween(before, after, knowledge)),
  );
  const verdict = verdictOf(
    changes.filter(({ change }) => change === 'gained'),
    changes.filter(({ change }) => change === 'lost'),
    undecided,
  );
  for (const line of accessLines(verdict, changes, undecided)) out.say(line);
  out.document({ formatVersion: 1, base, head: head ?? null, verdict, access: changes, undecided });
  return verdict === 'equal' || verdict === 'narrower' ? EXIT.done : EXIT.findings;
}

/** What was read finds positions in its files, so that these have to be there while it is used. */
async function withStateAt<T>(root: string, ref: string, work: (state: State) => Promise<T>): Promise<T> {
  const isIgnored = isOfProject(root);
  const isRead = (path: string) => !isIgnored(path) && isReviewed(path);
  return withFilesOf(root, await commitOf(root, ref), isRead, async (folder) => work(await stateAt(folder)));
}

async function stateAt(folder: string): Promise<State> {
  return stateOf(folder, await readOwn(folder));
}
