import { UserError } from '../cli/errors.ts';
import { changedFiles } from '../git/changed-files.ts';
import { forkPoint } from '../git/commit.ts';
import { findCode } from '../template/code.ts';
import { type Environment, presentStacks } from '../template/environment.ts';
import { didYouMean } from '../template/near-names.ts';
import { findIncludes } from '../template/policies.ts';
import { readTemplate } from '../template/repository.ts';

/** What a stack is made of, below the root. */
export interface Parts {
  stack: string;
  policies: readonly string[];
  /** Folders of `functions/`. */
  functions: readonly string[];
}

/** Those of the environment that are proven: all, the named ones, or those that a change touches. */
export async function chosenStacks(
  root: string,
  environment: Environment,
  named: readonly string[],
  base: string | undefined,
): Promise<string[]> {
  const known = presentStacks(environment);
  const wrong = named.find((stack) => !known.includes(stack));
  if (wrong !== undefined) {
    const where = `templates/environments/${environment.name}.yaml`;
    throw new UserError(`${where} deploys no stack '${wrong}'${didYouMean(wrong, known)}`);
  }
  const chosen = named.length > 0 ? [...new Set(named)] : known;
  if (base === undefined) return chosen;
  const files = await changedFiles(root, await forkPoint(root, base));
  const parts = await Promise.all(chosen.map((stack) => partsOf(root, stack)));
  return parts.filter((stack) => isTouched(stack, files)).map(({ stack }) => stack);
}

async function partsOf(root: string, stack: string): Promise<Parts> {
  const template = await readTemplate(root, stack);
  return {
    stack,
    policies: findIncludes(template).map(({ file }) => file),
    functions: findCode(template).map(({ functionName }) => functionName),
  };
}

/** What every stack's proof depends on: how stacks are tried, and where they are deployed for it. */
const OF_ALL = /^(scripts\/(prove|scenario|embedded)\/|templates\/environments\/local\.yaml$|requirements\.txt$)/;

export function isTouched({ stack, policies, functions }: Parts, files: readonly string[]): boolean {
  const own = [`templates/${stack}.yaml`, `scripts/scenario/stacks/${stack}.ts`, ...policies];
  const folders = [`templates/${stack}/`, ...functions.map((name) => `functions/${name}/`)];
  return files.some((file) => {
    if (own.includes(file) || folders.some((folder) => file.startsWith(folder))) return true;
    if (file.startsWith('functions/shared/')) return functions.length > 0;
    // Another stack's scenario is of no concern.
    return OF_ALL.test(file) && !file.startsWith('scripts/scenario/stacks/');
  });
}
