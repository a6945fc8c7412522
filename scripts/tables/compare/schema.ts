import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describedTable, noTable, tableKeys } from '../../../functions/shared/backup/describe-table.ts';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { KeyAttribute } from '../../../functions/shared/backup/table-record.ts';

export interface ComparedTable {
  name: string;
  /** Both as DynamoDB last counted. */
  items: number;
  bytes: number;
  /** Whether it is the table that was backed up, and not one like it. */
  isSource: boolean;
}

/** Needs no more than dynamodb:DescribeTable. @throws BackupProblem `table` */
export async function comparedTable(
  dynamodb: DynamoDBClient,
  name: string,
  manifest: Manifest,
): Promise<ComparedTable> {
  const table = await describedTable(dynamodb, name);
  if (table === null) throw await noTable(dynamodb, name);
  const [own, saved] = [keysText(tableKeys(table)), keysText(manifest.table.keys)];
  if (own !== saved) {
    throw new BackupProblem(
      'table',
      `table ${name} has the key ${own}, and the backup is of a table with the key ${saved}: they cannot be compared`,
    );
  }
  const { arn, id } = manifest.table;
  const isSource = table.TableArn === arn && (id === null || table.TableId === undefined || table.TableId === id);
  return { name, items: table.ItemCount ?? 0, bytes: table.TableSizeBytes ?? 0, isSource };
}

/** `id (S), at (N)` */
function keysText(keys: readonly KeyAttribute[]): string {
  return keys.map(({ name, type }) => `${name} (${type})`).join(', ');
}
