import type { ExportDescription } from '@aws-sdk/client-dynamodb';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import { awsFailure, describeFailure } from '../../aws/errors.ts';
import type { ExportRequest } from './export-job.ts';

type Telling = (request: ExportRequest) => string;

/**
 * The errors of the call that a person can do something about.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html#API_ExportTableToPointInTime_Errors
 */
const REFUSALS: Record<string, Telling> = {
  PointInTimeRecoveryUnavailableException: ({ table }) =>
    `table ${table.name} has no point-in-time recovery, which an export needs: turn it on (aws dynamodb update-continuous-backups --table-name ${table.name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true), or use --engine scan`,
  InvalidExportTimeException: ({ table }) =>
    `table ${table.name} cannot be exported as of that time: it has to lie within the window of its point-in-time recovery (aws dynamodb describe-continuous-backups --table-name ${table.name})`,
  ExportConflictException: ({ table, bucket }) =>
    `another export of table ${table.name} to bucket ${bucket} is in conflict with this one: wait for it, then run the backup again`,
  LimitExceededException: () =>
    'this account has as many exports under way as DynamoDB allows: wait for one of them, then run the backup again',
  TableNotFoundException: ({ table }) => `table ${table.name} has gone since it was looked at`,
};

/** Null: an error that passes through. */
export function refusal(error: unknown, request: ExportRequest): BackupProblem | null {
  const failure = awsFailure(error);
  const telling = REFUSALS[failure?.code ?? ''];
  if (failure === null || telling === undefined) return null;
  return new BackupProblem('table', `${telling(request)} (${describeFailure(failure)})`, { cause: error });
}

/** The reference lists no failure codes: these are by what they are made of. */
const ADVICE: readonly [code: RegExp, telling: Telling][] = [
  [
    /KMS/i,
    ({ kmsKey }) => `let the caller use the KMS key ${kmsKey ?? 'of the bucket'}, which is in the bucket's region`,
  ],
  [/NoSuchBucket/, ({ bucket }) => `check the name of bucket ${bucket}`],
  [
    /AccessDenied|Forbidden/,
    ({ table, bucket, prefix, owner }) =>
      `allow the caller s3:PutObject, s3:PutObjectAcl and s3:AbortMultipartUpload on arn:${table.arn.split(':')[1]}:s3:::${bucket}/${prefix}/*${owner === null ? ', and name the owner of a bucket of another account' : ' in the policy of the bucket, too'}`,
  ],
  [/Conflict/, () => 'wait for the other export, then run the backup again'],
];

/** @param description of an export that has failed */
export function exportFailure(
  { FailureCode, FailureMessage }: ExportDescription,
  request: ExportRequest,
): BackupProblem {
  const code = FailureCode ?? 'no code';
  const message = (FailureMessage ?? 'no message').replace(/\.$/, '');
  const [, telling] = ADVICE.find(([pattern]) => pattern.test(code)) ?? [];
  const advice = telling?.(request) ?? 'run the backup again, or use --engine scan';
  return new BackupProblem(
    'table',
    `DynamoDB's export of table ${request.table.name} has failed: ${code}: ${message}: ${advice}`,
  );
}
