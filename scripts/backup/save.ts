import { describeTable } from '../../functions/shared/backup/describe-table.ts';
import type { Manifest } from '../../functions/shared/backup/manifest.ts';
import { backUpTable } from '../../functions/shared/backup/scan/backup.ts';
import type { Output } from '../cli/output.ts';
import { checkBucket } from '../tables/bucket.ts';
import { foreignOwner, type TableClients } from '../tables/clients.ts';
import { chooseEngine } from '../tables/native/engine.ts';
import { exportTable } from '../tables/native/export.ts';
import { bucketPlace, storeAt } from '../tables/place.ts';
import { duration, progressOn } from '../tables/progress.ts';
import { tableNameOf } from '../tables/table-name.ts';
import { toolVersion } from '../tables/tool.ts';
import type { BackupWishes } from './options.ts';

export interface Saved {
  place: string;
  manifest: Manifest;
}

/** Makes the backup by the engine that was asked for. @throws BackupProblem, UserError; errors of AWS pass through */
export async function save(
  wishes: BackupWishes,
  clients: TableClients,
  out: Output,
  signal: AbortSignal,
): Promise<Saved> {
  const tableName = await tableNameOf(clients, wishes.table);
  const [toBucket, described] = await Promise.all([
    placeIsFit(wishes, clients, out),
    describeTable(clients.dynamodb, tableName),
  ]);
  const { engine, note } = chooseEngine({ ...wishes, table: described, toBucket });
  if (note !== null) out.warn(`backup: ${note}`);
  const store = storeAt(wishes.to, clients, wishes);
  const common = { dynamodb: clients.dynamodb, store, tableName, tool: toolVersion(), signal };
  if (engine === 'scan') return scanned({ ...wishes, ...common, described }, out);
  if (wishes.lock !== null)
    out.warn("backup: an export takes no lock of its own: only the bucket's default one counts");
  return exportTable({
    ...common,
    bucketOwner: foreignOwner(clients),
    kmsKey: wishes.kmsKey,
    window:
      wishes.since === null ? { kind: 'full', at: null } : { kind: 'changes', from: wishes.since, to: wishes.until },
    resume: wishes.resume === 'no' ? 'no' : 'yes',
    report: exportTeller(out),
  });
}

/** Whether it is a bucket. */
async function placeIsFit({ to, lock }: BackupWishes, clients: TableClients, out: Output): Promise<boolean> {
  const place = bucketPlace(to);
  if (place === null) return false;
  const wanted = { bucket: place.bucket, owner: clients.bucketOwner, region: clients.bucketRegion };
  for (const note of await checkBucket(clients.s3, { ...wanted, lock: lock !== null })) out.warn(`backup: ${note}`);
  return true;
}

async function scanned(options: Parameters<typeof backUpTable>[0], out: Output): Promise<Saved> {
  const progress = progressOn(out, 'saved');
  try {
    return await backUpTable({ ...options, report: progress.at });
  } finally {
    progress.end();
  }
}

/** Milliseconds between two lines: DynamoDB takes its minutes and does not say how far it is. */
const EXPORT_PAUSE = 30_000;

function exportTeller(out: Output): (progress: { exportArn: string; elapsed: number }) => void {
  let next = 0;
  return ({ exportArn, elapsed }) => {
    if (elapsed < next) return;
    next = elapsed + EXPORT_PAUSE;
    out.say(`DynamoDB exports the table, for ${duration(elapsed / 1000)} so far (${exportArn})`);
  };
}
