import type { Manifest } from '../../functions/shared/backup/manifest.ts';
import { backUpTable } from '../../functions/shared/backup/scan/backup.ts';
import { Interrupted } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { checkBucket } from '../tables/bucket.ts';
import { openTables, type PlaceOptions, type TableClients } from '../tables/clients.ts';
import { toldFailure } from '../tables/failure.ts';
import { bucketPlace, storeAt } from '../tables/place.ts';
import { progressOn } from '../tables/progress.ts';
import { tableNameOf } from '../tables/table-name.ts';
import { toolVersion } from '../tables/tool.ts';
import { type NoticeTargets, notify } from './notify.ts';
import type { BackupWishes } from './options.ts';
import { savedLines } from './render.ts';

interface Surroundings {
  options: PlaceOptions;
  root: string;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  out: Output;
}

/** Backs a table up and tells how it went, on failure too. */
export async function backUp(wishes: BackupWishes, targets: NoticeTargets, around: Surroundings): Promise<ExitCode> {
  const { out, options, root, env } = around;
  const clients = await openTables(root, env, options);
  try {
    const { place, manifest } = await saved(wishes, clients, around);
    for (const line of savedLines(place, manifest)) out.say(line);
    const unsent = await notify(clients, targets, { place, manifest });
    for (const line of unsent) out.warn(line);
    out.document({ formatVersion: 1, place, manifest, unsent });
    return EXIT.done;
  } catch (error) {
    if (error instanceof Interrupted) {
      out.warn('backup: the same command goes on where this one stopped');
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

async function saved(wishes: BackupWishes, clients: TableClients, { out, signal }: Surroundings): Promise<Saved> {
  const tableName = await tableNameOf(clients, wishes.table);
  const bucket = bucketPlace(wishes.to);
  if (bucket !== null) {
    const wanted = { bucket: bucket.bucket, owner: clients.bucketOwner, region: clients.bucketRegion };
    for (const note of await checkBucket(clients.s3, { ...wanted, lock: wishes.lock !== null })) out.warn(note);
  }
  const store = storeAt(wishes.to, clients, wishes);
  const progress = progressOn(out, 'saved');
  try {
    const { dynamodb } = clients;
    return await backUpTable({
      dynamodb,
      store,
      tableName,
      ...wishes,
      tool: toolVersion(),
      signal,
      report: progress.at,
    });
  } finally {
    progress.end();
  }
}

interface Saved {
  place: string;
  manifest: Manifest;
}
