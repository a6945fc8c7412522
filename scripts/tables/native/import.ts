import {
  DescribeImportCommand,
  type DynamoDBClient,
  ImportTableCommand,
  type ImportTableCommandInput,
  type ImportTableDescription,
} from '@aws-sdk/client-dynamodb';
import { describedTable } from '../../../functions/shared/backup/describe-table.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { awsFailure } from '../../aws/errors.ts';
import type { Clock } from '../../aws/wait.ts';
import type { OpenBackup } from '../open-backup.ts';
import type { PresentTable } from '../restore/table.ts';
import { clientToken } from './export-job.ts';
import { follow } from './follow.ts';
import { importRefusal, importResult } from './import-failure.ts';
import { creationParameters } from './import-parameters.ts';
import { importSource } from './import-source.ts';

export interface ImportOptions {
  dynamodb: DynamoDBClient;
  /** In a bucket. */
  backup: OpenBackup;
  /** Of the new table. */
  tableName: string;
  /** Of the bucket, twelve digits; null: the account that calls. */
  bucketOwner: string | null;
  /** Like what to make it; its name is none of that. Settings that an import cannot give are for finishTable. */
  record: TableRecord;
  signal: AbortSignal;
  clock?: Clock;
  report?(progress: ImportProgress): void;
}

interface ImportProgress {
  importArn: string;
  /** So far, as DynamoDB says; it counts in steps. */
  items: number;
  expected: number;
}

export interface Imported {
  importArn: string;
  table: PresentTable;
  items: number;
}

/**
 * Lets DynamoDB make a new table of a backup in a bucket, without using write capacity. Called again while the import is
 * under way, or right after it, it is the same import (for 8 hours, the life of a client token).
 * @throws BackupProblem: `table` when the name is taken or the import failed, `damaged` when items are missing; errors
 * of AWS pass through
 */
export async function importBackup(options: ImportOptions): Promise<Imported> {
  const { manifest } = options.backup;
  const input = await inputOf(options);
  const begun = await beginImport(options, input, 0);
  const importArn = begun.ImportArn ?? '';
  const ended = await follow(async () => {
    const { ImportTableDescription: found = {} } = await options.dynamodb.send(
      new DescribeImportCommand({ ImportArn: importArn }),
      { abortSignal: options.signal },
    );
    options.report?.({ importArn, items: found.ImportedItemCount ?? 0, expected: manifest.items });
    return hasEnded(found) ? found : null;
  }, options);
  const items = importResult(ended, manifest, options.tableName);
  return { importArn, table: { name: options.tableName, arn: ended.TableArn ?? '', id: ended.TableId ?? '' }, items };
}

async function inputOf({ backup, tableName, bucketOwner, record }: ImportOptions): Promise<ImportTableCommandInput> {
  const parameters = creationParameters(record, tableName);
  const { bucket, prefix } = await importSource(backup);
  return {
    S3BucketSource: {
      ...{ S3Bucket: bucket, S3KeyPrefix: prefix },
      ...(bucketOwner === null ? {} : { S3BucketOwner: bucketOwner }),
    },
    ...{ InputFormat: 'DYNAMODB_JSON', InputCompressionType: 'GZIP' },
    TableCreationParameters: parameters,
  };
}

/** Imports of one backup under one name within the life of a token; somebody tries again, and not a hundred times. */
const ATTEMPTS = 20;

/**
 * A token that was used today answers with what came of it, though its table may be gone since: then the next one
 * counts.
 */
async function beginImport(
  options: ImportOptions,
  input: ImportTableCommandInput,
  attempt: number,
): Promise<ImportTableDescription> {
  const { dynamodb, backup, signal } = options;
  const name = input.TableCreationParameters?.TableName ?? '';
  const ClientToken = clientToken('import', backup.store.place, backup.manifest.id, name, String(attempt));
  try {
    const command = new ImportTableCommand({ ...input, ClientToken });
    const { ImportTableDescription: found = {} } = await dynamodb.send(command, { abortSignal: signal });
    if (!hasEnded(found)) return found;
    const table = await describedTable(dynamodb, name);
    if (table !== null && table.TableId === found.TableId) return found;
  } catch (error) {
    // Asked for with other settings: there is no way to know of that one whether its table is still there.
    if (awsFailure(error)?.code !== 'IdempotentParameterMismatchException') throw importRefusal(error, name) ?? error;
  }
  if (attempt + 1 < ATTEMPTS) return beginImport(options, input, attempt + 1);
  throw new BackupProblem('table', `${ATTEMPTS} imports of this backup as ${name} have ended today: use another name`);
}

function hasEnded({ ImportStatus }: ImportTableDescription): boolean {
  return ImportStatus !== 'IN_PROGRESS' && ImportStatus !== 'CANCELLING';
}
