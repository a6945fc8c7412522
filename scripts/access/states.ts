import { globOf } from '../iam/compare/glob.ts';
import { type AccessChange, type AccessChanges, type AccessKnowledge, accessChanges } from './changes.ts';
import { readOwn } from './layout.ts';
import type { Reviewed } from './model.ts';
import { readFileText } from './read/file-text.ts';

/** What a folder gives, and what of it is left when every condition of its templates holds, and when none does. */
export interface State {
  reviewed: Reviewed;
  branches: Record<Branch, Reviewed>;
}

type Branch = 'true' | 'false';

const BRANCHES: readonly Branch[] = ['true', 'false'];
const CONDITIONAL = /Fn::If|!If\b|\bConditions?\b/;

/** @param reviewed what was read below the folder already, both branches of each condition */
export async function stateOf(folder: string, reviewed: Reviewed): Promise<State> {
  const texts = reviewed.templates.map(({ file }) => readFileText(folder, file));
  const isConditional = (await Promise.all(texts)).some((read) => 'text' in read && CONDITIONAL.test(read.text));
  if (!isConditional) return { reviewed, branches: { true: reviewed, false: reviewed } };
  return {
    reviewed,
    branches: {
      true: await readOwn(folder, { conditions: true }),
      false: await readOwn(folder, { conditions: false }),
    },
  };
}

/**
 * The changes of access between two states. Where both branches of a condition count, a Deny or a boundary that only one
 * of them has counts as well, though the other is without: so the branches are compared alone, too.
 */
export function changesBetween(base: State, head: State, knowledge: AccessKnowledge): AccessChanges {
  const all = accessChanges(base.reviewed, head.reviewed, knowledge);
  const changes = [...all.changes];
  const undecided = [...all.undecided];
  for (const branch of BRANCHES) {
    const [before, after] = [base.branches[branch], head.branches[branch]];
    if (before === base.reviewed && after === head.reviewed) continue;
    const found = accessChanges(before, after, knowledge);
    const more = found.changes.filter((one) => !changes.some((told) => isWithin(one, told)));
    changes.push(...more.map((one) => ({ ...one, branch })));
    const known = new Set(undecided.map((one) => JSON.stringify(one)));
    undecided.push(...found.undecided.filter((one) => !known.has(JSON.stringify(one))));
  }
  return { changes, undecided };
}

/** Whether all of a change is told already; what is not seen to be is told again. */
function isWithin(one: AccessChange, told: AccessChange): boolean {
  const covered = (texts: readonly string[] = [], by: readonly string[] = [], ignoreCase = false) =>
    texts.every((text) => by.some((glob) => glob === text || coversGlob(glob, text, ignoreCase)));
  const subset = (some: readonly string[] = [], all: readonly string[] = []) =>
    some.every((text) => all.includes(text));
  return (
    one.principal === told.principal &&
    one.change === told.change &&
    covered(one.actions, told.actions, true) &&
    covered(one.resources, told.resources) &&
    subset(told.notActions, one.notActions) &&
    subset(told.notResources, one.notResources) &&
    subset(one.principals, told.principals)
  );
}

/** A star swallows whatever the other has, wildcards too; a question mark does not. */
function coversGlob(glob: string, text: string, ignoreCase: boolean): boolean {
  return !glob.includes('?') && !glob.includes('${*') && globOf(glob, { ignoreCase }).matches(text);
}
