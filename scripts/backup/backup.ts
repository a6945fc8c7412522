import { EXIT, type ExitCode } from '../cli/exit.ts';
import { openTables } from '../tables/clients.ts';
import { toldFailure } from '../tables/failure.ts';
import type { Surroundings } from '../tables/surroundings.ts';
import { type NoticeTargets, notify } from './notify.ts';
import type { BackupWishes } from './options.ts';
import { savedLines } from './render.ts';
import { save } from './save.ts';

/** Backs a table up and tells how it went, on failure too. */
export async function backUp(wishes: BackupWishes, targets: NoticeTargets, around: Surroundings): Promise<ExitCode> {
  const { out, options, root, env, signal } = around;
  const clients = await openTables(root, env, options);
  try {
    const { place, manifest } = await save(wishes, clients, out, signal);
    for (const line of savedLines(place, manifest)) out.say(line);
    const unsent = await notify(clients, targets, { place, manifest });
    for (const line of unsent) out.warn(line);
    out.document({ formatVersion: 1, place, manifest, unsent });
    return EXIT.done;
  } catch (error) {
    if (signal.aborted) {
      out.warn(
        `backup: ${wishes.resume === 'no' ? 'without --new, ' : ''}the same command goes on where this one stopped`,
      );
      throw error;
    }
    const failure = toldFailure(error, clients);
    if (failure === null) throw error;
    out.warn(`backup: ${failure.line}`);
    const ended = { table: wishes.table, place: wishes.to, reason: failure.line };
    const unsent = await notify(clients, targets, ended);
    for (const line of unsent) out.warn(line);
    out.document({ formatVersion: 1, place: null, manifest: null, error: failure.line, unsent });
    return failure.exit;
  }
}
