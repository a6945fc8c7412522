import { checkCopies, copiesOf, writeCopy } from '../cli/copies.ts';
import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { readEnvironment } from '../template/environment.ts';
import { findIncludes } from '../template/policies.ts';
import { readTemplate } from '../template/repository.ts';
import { chosenStacks } from './choose-stacks.ts';
import { prove } from './run.ts';
import { formOf, PROOF_FORMATS } from './tell/forms.ts';
import { jsonDocument } from './tell/json.ts';
import { showProgress } from './tell/progress.ts';
import { textLines } from './tell/text.ts';
import { isWhole, type Told, told } from './tell/told.ts';

export interface ProveCommand {
  root: string;
  named: readonly string[];
  base: string | undefined;
  accounts: string;
  write: readonly string[];
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  out: Output;
}

const MOST_ACCOUNTS = 16;

/** Proves the chosen stacks and tells the proof in each form that was asked for. */
export async function proveCommand(options: ProveCommand): Promise<ExitCode> {
  const { root, named, base, env, signal, out } = options;
  const accounts = accountsOf(options.accounts);
  const copies = copiesOf([...options.write], PROOF_FORMATS);
  const stacks = await chosenStacks(root, await readEnvironment(root, 'local', env, { offline: true }), named, base);
  await checkCopies(root, copies);
  const { show, end } = showProgress(out, process.stderr);
  const proof = await prove({ root, stacks, accounts, env, signal, progress: show }).finally(end);
  const result = told(proof, await policiesOf(root, stacks));
  for (const { format, file } of copies) await writeCopy(root, file, formOf(format, result));
  for (const line of textLines(result, out)) out.say(line);
  out.say();
  out.say(sentence(result));
  out.document(jsonDocument(result));
  out.print(formOf('markdown', result));
  return isWhole(result) ? EXIT.done : EXIT.findings;
}

function sentence({ verdicts, gaps, problems, took, stacks }: Told): string {
  const seconds = `${Math.round(took)} s`;
  if (stacks.length === 0) return 'No stack is changed: there is nothing to prove.';
  const tried = `${verdicts.length} changes of the policies of ${stacks.join(', ')} tried in ${seconds}`;
  const missing = gaps.length + problems.length;
  return missing === 0 ? `${tried}: each was noticed.` : `${tried}: ${missing} gaps.`;
}

function accountsOf(text: string): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST_ACCOUNTS) return count;
  throw new UserError(`--accounts takes a number from 1 to ${MOST_ACCOUNTS}, not '${text}'`);
}

async function policiesOf(root: string, stacks: readonly string[]): Promise<string[]> {
  const templates = await Promise.all(stacks.map((stack) => readTemplate(root, stack)));
  return [...new Set(templates.flatMap((template) => findIncludes(template).map(({ file }) => file)))].sort();
}
