import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import { openTables } from '../tables/clients.ts';
import { toldFailure } from '../tables/failure.ts';
import { phaseProgress } from '../tables/restore/progress.ts';
import type { Surroundings } from '../tables/surroundings.ts';
import { applyRestore, JOURNALS, type Restored } from './apply.ts';
import { planDocument, restoredDocument } from './document.ts';
import type { RestoreWishes } from './options.ts';
import { type Planning, planRestore, type RestorePlan } from './plan.ts';
import { differenceLine, planLines, restoredLines } from './render.ts';

/** Restores a backup and tells how it went. @param journals folder that keeps what a restore has written until it ends */
export async function restore(wishes: RestoreWishes, around: Surroundings, journals = JOURNALS): Promise<ExitCode> {
  const { out, options, root, env, signal } = around;
  const clients = await openTables(root, env, options);
  try {
    return await restored(wishes, { clients, journals, signal }, around.out);
  } catch (error) {
    if (signal.aborted) {
      out.warn('restore: the same command goes on where this one stopped');
      throw error;
    }
    const failure = toldFailure(error, clients);
    if (failure === null) throw error;
    out.warn(`restore: ${failure.line}`);
    out.document({ formatVersion: 1, table: wishes.into ?? wishes.as, arn: null, error: failure.line });
    return failure.exit;
  }
}

async function restored(wishes: RestoreWishes, planning: Planning, out: Output): Promise<ExitCode> {
  const plan = await planRestore(wishes, planning);
  if (plan.chosen !== null && plan.size.items === 0) return nothingChosen(plan, out);
  if (wishes.dryRun) {
    for (const line of planLines(plan, wishes.maxWcu)) out.say(plain(line));
    out.document(planDocument(plan));
    return EXIT.done;
  }
  if (plan.target.kind === 'into' && plan.target.hasStream) {
    out.warn(`restore: table ${plan.target.name} has a stream: whatever reads it is told of every restored item`);
  }
  const start = performance.now();
  const progress = phaseProgress(out, plan.size.items);
  try {
    const result = await applyRestore(plan, { ...planning, maxWcu: wishes.maxWcu, report: progress.at });
    progress.end();
    const exit = tell(plan, result, (performance.now() - start) / 1000, out);
    await result.forget();
    return exit;
  } finally {
    progress.end();
  }
}

function tell(plan: RestorePlan, result: Restored, seconds: number, out: Output): ExitCode {
  out.document(restoredDocument(plan, result, seconds));
  if (result.comparison?.equal === false) {
    out.warn(plain(`restore: ${differenceLine(plan, result)}`));
    return EXIT.findings;
  }
  for (const line of restoredLines(plan, result, seconds)) out.say(plain(line));
  return EXIT.done;
}

function nothingChosen({ backup, target, only }: RestorePlan, out: Output): ExitCode {
  const line = `none of the ${backup.manifest.items} items of ${backup.store.place} has ${only.join(' and ')}: nothing was written`;
  out.warn(plain(`restore: ${line}`));
  out.document({ formatVersion: 1, table: target.name, arn: null, items: 0, error: line });
  return EXIT.findings;
}
