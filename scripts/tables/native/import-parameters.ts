import type { TableCreationParameters } from '@aws-sdk/client-dynamodb';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { tableInput } from '../restore/create-table.ts';

/**
 * What ImportTable takes of a table: keys, global indexes, capacity and encryption.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableCreationParameters.html
 * @throws BackupProblem `input` for a table with local indexes: they can be made with a table only, and not by an import
 */
export function creationParameters(record: TableRecord, name: string): TableCreationParameters {
  const local = record.indexes.filter(({ kind }) => kind === 'local');
  if (local.length > 0) {
    const names = local.map((index) => index.name).join(', ');
    throw new BackupProblem(
      'input',
      `table ${record.name} has local secondary indexes (${names}), which DynamoDB's import cannot make: use --engine write`,
    );
  }
  const { Tags, TableClass, ...taken } = tableInput(record, name, {});
  const { KeySchema, AttributeDefinitions } = taken;
  return { ...taken, TableName: name, KeySchema, AttributeDefinitions };
}

/** What a table does not get by an import, a line each, beside what no restore gives it. */
export function notImported({ tableClass }: TableRecord): string[] {
  if (tableClass === null || tableClass === 'STANDARD') return [];
  return [`the table class (${tableClass}): an import makes STANDARD ones; change it yourself`];
}
