import { resolve } from 'node:path';
import { isProblem } from '../../functions/shared/backup/problem.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { plain } from '../cli/plain.ts';
import { openTables, type TableClients } from '../tables/clients.ts';
import { type Comparison, compareWithTable } from '../tables/compare/compare.ts';
import { toldFailure } from '../tables/failure.ts';
import { folderStore } from '../tables/folder-store.ts';
import { type OpenBackup, openBackup } from '../tables/open-backup.ts';
import { bucketPlace } from '../tables/place.ts';
import { progressOn } from '../tables/progress.ts';
import { openSource } from '../tables/source.ts';
import type { Surroundings } from '../tables/surroundings.ts';
import { tableNameOf } from '../tables/table-name.ts';
import { verifyBackup } from '../tables/verify/verify.ts';
import type { VerifyWishes } from './options.ts';
import { documentOf, type Verified, verifiedLines } from './render.ts';

const NOTHING = { backup: null, found: null, comparison: null, isSound: null, error: null };

export async function verify(wishes: VerifyWishes, around: Surroundings): Promise<ExitCode> {
  const { out, options, root, env, signal } = around;
  const isLocal = bucketPlace(wishes.from) === null && wishes.table === null;
  const clients = isLocal ? null : await openTables(root, env, options);
  const verified: Verified = { ...NOTHING, place: wishes.from };
  try {
    await proven(wishes, clients, around, verified);
  } catch (error) {
    const failure = signal.aborted ? null : toldFailure(error, { endpoint: clients?.endpoint ?? null });
    if (failure === null) throw error;
    verified.error = failure.line;
    if (isProblem(error, 'damaged')) verified.isSound = false;
    tell(out, verified);
    return failure.exit;
  }
  tell(out, verified);
  return exitOf(verified);
}

/** Fills `verified` step by step: what was proven stays so when a later step fails. */
async function proven(
  wishes: VerifyWishes,
  clients: TableClients | null,
  { out, signal }: Surroundings,
  verified: Verified,
): Promise<void> {
  const table = clients === null || wishes.table === null ? null : await tableNameOf(clients, wishes.table);
  const backup = await opened(clients, wishes, verified);
  const found = await withProgress(out, 'verified', (report) => verifyBackup(backup, { signal, report }));
  verified.found = found;
  verified.isSound = found.findings.length === 0;
  if (clients === null || table === null) return;
  if (!verified.isSound) {
    found.notes.push(`it was not compared with table ${table}: a backup that is damaged says nothing of it`);
    return;
  }
  verified.comparison = await withProgress(out, 'compared', (report): Promise<Comparison> => {
    const { dynamodb } = clients;
    const { digest } = found;
    return compareWithTable(backup, { digest, dynamodb, tableName: table, maxRcu: wishes.maxRcu, signal, report });
  });
}

async function opened(clients: TableClients | null, wishes: VerifyWishes, verified: Verified): Promise<OpenBackup> {
  const backup = await (clients === null
    ? openBackup(folderStore(resolve(wishes.from)), wishes)
    : openSource(clients, wishes));
  verified.place = backup.store.place;
  verified.backup = backup;
  return backup;
}

type Report = ReturnType<typeof progressOn>['at'];

async function withProgress<T>(out: Output, verb: string, work: (report: Report) => Promise<T>): Promise<T> {
  const progress = progressOn(out, verb);
  try {
    return await work(progress.at);
  } finally {
    progress.end();
  }
}

function tell(out: Output, verified: Verified): void {
  for (const line of verifiedLines(verified)) out.say(plain(line));
  if (verified.error !== null) out.warn(`verify-backup: ${verified.error}`);
  out.document(documentOf(verified));
}

function exitOf({ isSound, comparison }: Verified): ExitCode {
  return isSound && comparison?.equal !== false ? EXIT.done : EXIT.findings;
}
