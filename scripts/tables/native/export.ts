import {
  DescribeExportCommand,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
} from '@aws-sdk/client-dynamodb';
import { describeTable } from '../../../functions/shared/backup/describe-table.ts';
import { MANIFEST } from '../../../functions/shared/backup/layout.ts';
import { type ExportManifest, manifestText, readManifest } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem, isProblem } from '../../../functions/shared/backup/problem.ts';
import { awsFailure, isTransient } from '../../aws/errors.ts';
import { exportFailure, refusal } from './export-failure.ts';
import {
  clientToken,
  type ExportJob,
  type ExportOptions,
  type ExportRequest,
  forgetExport,
  openExport,
  rememberArn,
} from './export-job.ts';
import { readExport } from './export-output.ts';
import { follow } from './follow.ts';

export interface ExportBackup {
  /** Where its manifest stands: `s3://bucket/prefix/table/id`. */
  place: string;
  manifest: ExportManifest;
}

/**
 * Lets DynamoDB export a table, and makes a backup of what it wrote by writing a manifest last. Interrupted or killed,
 * the next call with the same settings finds the export that is under way. Whatever DynamoDB may lock or keep is up to
 * the bucket: the call takes no retention.
 * @throws BackupProblem; errors of AWS pass through
 */
export async function exportTable(options: ExportOptions & { tableName: string }): Promise<ExportBackup> {
  const table = await describeTable(options.dynamodb, options.tableName);
  const job = await openExport(options, table);
  const exportArn = job.exportArn ?? (await startExport(options, job));
  await followExport(options, job, exportArn);
  const output = await readExport(job, exportArn);
  const { id, table: record, startedAt } = job.request;
  const manifest: ExportManifest = {
    ...{ formatVersion: 1, id, tool: options.tool, engine: 'export', format: 'dynamodb-json', table: record },
    ...{ exportArn, startedAt, endedAt: output.endedAt },
    ...{ items: output.items, consistency: output.consistency, parts: output.parts },
  };
  return publish(job, manifest);
}

async function startExport({ dynamodb, signal }: ExportOptions, job: ExportJob): Promise<string> {
  const command = new ExportTableToPointInTimeCommand(inputOf(job.request));
  try {
    const { ExportDescription } = await dynamodb.send(command, { abortSignal: signal });
    const exportArn = ExportDescription?.ExportArn ?? '';
    await rememberArn(job, exportArn);
    return exportArn;
  } catch (error) {
    const status = awsFailure(error)?.status ?? 0;
    // Refused for certain: nothing is under way that a rerun could find.
    if (status >= 400 && status < 500 && !isTransient(error)) await forgetExport(job);
    throw refusal(error, job.request) ?? error;
  }
}

function inputOf(request: ExportRequest): ExportTableToPointInTimeCommandInput {
  const { id, table, bucket, prefix, owner, kmsKey, window } = request;
  return {
    ...{ TableArn: table.arn, S3Bucket: bucket, S3Prefix: prefix, ExportFormat: 'DYNAMODB_JSON' },
    ClientToken: clientToken(bucket, prefix, table.arn, id),
    ...(owner === null ? {} : { S3BucketOwner: owner }),
    ...(kmsKey === null ? { S3SseAlgorithm: 'AES256' } : { S3SseAlgorithm: 'KMS', S3SseKmsKeyId: kmsKey }),
    ...timesOf(window),
  };
}

function timesOf(window: ExportRequest['window']): Partial<ExportTableToPointInTimeCommandInput> {
  if (window.kind === 'full') {
    return { ExportType: 'FULL_EXPORT', ...(window.at === null ? {} : { ExportTime: dateOf(window.at) }) };
  }
  const times = { ExportFromTime: dateOf(window.from), ExportToTime: dateOf(window.to) };
  // Old images would only be read past: a restore needs none.
  return {
    ExportType: 'INCREMENTAL_EXPORT',
    IncrementalExportSpecification: { ...times, ExportViewType: 'NEW_IMAGE' },
  };
}

function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

async function followExport(options: ExportOptions, job: ExportJob, exportArn: string): Promise<void> {
  const begun = Date.parse(job.request.startedAt);
  const ended = await follow(async (): Promise<ExportDescription | null> => {
    const { ExportDescription: found = {} } = await options.dynamodb
      .send(new DescribeExportCommand({ ExportArn: exportArn }), { abortSignal: options.signal })
      .catch((error) => forgotten(error, job, exportArn));
    options.report?.({ exportArn, elapsed: (options.now?.() ?? new Date()).getTime() - begun });
    return found.ExportStatus === 'COMPLETED' || found.ExportStatus === 'FAILED' ? found : null;
  }, options);
  if (ended.ExportStatus === 'COMPLETED') return;
  await forgetExport(job);
  throw exportFailure(ended, job.request);
}

/** DynamoDB knows an export for 90 days. */
async function forgotten(error: unknown, job: ExportJob, exportArn: string): Promise<never> {
  if (awsFailure(error)?.code !== 'ExportNotFoundException') throw error;
  await forgetExport(job);
  throw new BackupProblem('absent', `DynamoDB knows no export ${exportArn} any more: run the backup again`);
}

/** Two processes may have followed one export: what they have to say is the same. */
async function publish(job: ExportJob, manifest: ExportManifest): Promise<ExportBackup> {
  const { store } = job;
  try {
    await store.write(MANIFEST, Buffer.from(manifestText(manifest)));
  } catch (error) {
    if (!isProblem(error, 'taken')) throw error;
    const there = await readManifest(store);
    if (there.engine !== 'export' || there.exportArn !== manifest.exportArn) throw error;
    return { place: store.place, manifest: there };
  }
  await forgetExport(job);
  return { place: store.place, manifest };
}
