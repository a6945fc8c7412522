import { importBackup } from '../native/import.ts';
import type { FilledTable, Restoring } from './by-writing.ts';
import { compareWhole } from './compare.ts';

/**
 * Lets DynamoDB make and fill the table itself. What one of our scans wrote is compared by its digest; an export is as
 * large as it is because no single machine reads it, so there DynamoDB's count has to do.
 */
export async function restoreByImport(restoring: Restoring, bucketOwner: string | null): Promise<FilledTable> {
  const { dynamodb, backup, name: tableName, record, signal } = restoring;
  const { manifest } = backup;
  const start = performance.now();
  const report = ({ items }: { items: number }) => restoring.report('restored', items, 0);
  const { table, items } = await importBackup({ dynamodb, backup, tableName, record, bucketOwner, signal, report });
  const filled = performance.now();
  const tell = (read: number, bytes: number) => restoring.report('compared', read, bytes);
  const comparison =
    manifest.engine === 'scan'
      ? await compareWhole({ dynamodb, tableName, signal, report: tell }, manifest)
      : { by: 'count' as const, equal: items === manifest.items, items };
  const seconds = { restore: (filled - start) / 1000, compare: (performance.now() - filled) / 1000 };
  return { table, comparison, seconds };
}
