import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { apply } from './apply/apply.ts';
import { recover } from './apply/journal.ts';
import type { Plan } from './plan.ts';
import { planFunction } from './plan-function.ts';
import { planRule } from './plan-rule.ts';
import { planStack } from './plan-stack.ts';
import { tell } from './tell.ts';
import { readTree, type Tree } from './tree.ts';

export interface NewOptions {
  root: string;
  positionals: readonly string[];
  stack: string | undefined;
  dryRun: boolean;
  signal: AbortSignal;
  out: Output;
}

/** Everything that `npm run new` does. */
export async function makeNew({ root, positionals, stack, dryRun, signal, out }: NewOptions): Promise<ExitCode> {
  const plan = planner(positionals, stack);
  if (await recover(root)) out.say('Took back what a run that was killed had left.');
  const planned = plan(await readTree(root));
  if (!dryRun) await apply(root, planned.files, signal);
  tell(planned, dryRun, out);
  return EXIT.done;
}

function planner([kind, name, ...more]: readonly string[], stack: string | undefined): (tree: Tree) => Plan {
  if (name === undefined || more.length > 0) {
    throw new UserError('say what is new and its name: npm run new -- stack|function|rule <name>');
  }
  if (stack !== undefined && kind !== 'function') throw new UserError(`--stack is for functions, not for a ${kind}`);
  if (kind === 'stack') return (tree) => planStack(tree, name);
  if (kind === 'function') return (tree) => planFunction(tree, name, stack);
  if (kind === 'rule') return (tree) => planRule(tree, name);
  throw new UserError(`'${kind}' is nothing that can be made: say stack, function or rule`);
}
