import type { ImportTableDescription } from '@aws-sdk/client-dynamodb';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import { awsFailure, describeFailure } from '../../aws/errors.ts';

/**
 * The errors of the call that a person can do something about.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ImportTable.html#API_ImportTable_Errors
 */
const REFUSALS: Record<string, (tableName: string) => string> = {
  ResourceInUseException: (name) => `there is a table ${name} already: use another name, or delete that one`,
  ImportConflictException: (name) => `another import into ${name} is in conflict with this one: wait for it`,
  LimitExceededException: () =>
    'this account has as many imports under way as DynamoDB allows: wait for one of them, then restore again',
};

/** Null: an error that passes through. */
export function importRefusal(error: unknown, tableName: string): BackupProblem | null {
  const failure = awsFailure(error);
  const telling = REFUSALS[failure?.code ?? ''];
  if (failure === null || telling === undefined) return null;
  return new BackupProblem('table', `${telling(tableName)} (${describeFailure(failure)})`, { cause: error });
}

/** Items of an import that has ended. @throws BackupProblem when any is missing */
export function importResult(ended: ImportTableDescription, manifest: Manifest, tableName: string): number {
  const { ImportStatus, ErrorCount = 0, ImportedItemCount: items = 0 } = ended;
  const errors = ErrorCount === 1 ? ' with 1 error' : ErrorCount > 1 ? ` with ${ErrorCount} errors` : '';
  if (ImportStatus !== 'COMPLETED') {
    const why = `${ended.FailureCode ?? ImportStatus}: ${(ended.FailureMessage ?? 'no message').replace(/\.$/, '')}`;
    throw new BackupProblem(
      'table',
      `the import into table ${tableName} has failed${errors}: ${why}: ${nextStep(ended, tableName)}`,
    );
  }
  if (ErrorCount === 0 && items === manifest.items) return items;
  throw new BackupProblem(
    'damaged',
    `table ${tableName} has got ${items} of ${manifest.items} items${errors}: ${nextStep(ended, tableName)}`,
  );
}

/**
 * Errors stand in the log group, in a stream named by the import. What was imported may stay behind.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Validation.html
 */
function nextStep({ ImportArn = '', CloudWatchLogGroupArn }: ImportTableDescription, tableName: string): string {
  const stream = `${ImportArn.slice(ImportArn.lastIndexOf('/') + 1)}/error`;
  const logs = CloudWatchLogGroupArn === undefined ? '' : `see stream ${stream} of ${CloudWatchLogGroupArn}, then `;
  return `${logs}delete the table ${tableName} if it is there, and restore again`;
}
