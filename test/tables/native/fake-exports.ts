import type { ExportDescription, ExportTableToPointInTimeCommandInput } from '@aws-sdk/client-dynamodb';
import { awsError } from '../../aws/fake-errors.ts';
import type { FakeNative, Handlers } from './fake-native.ts';
import { exportObjects } from './fixture.ts';

export interface FakeExport {
  input: ExportTableToPointInTimeCommandInput;
  description: ExportDescription;
  looks: number;
}

const LOOKS = 2;

export function exportHandlers(fake: Omit<FakeNative, 'client'>): Handlers {
  return {
    ExportTableToPointInTime(input: ExportTableToPointInTimeCommandInput) {
      const known = fake.exports.find((one) => one.input.ClientToken === input.ClientToken);
      if (known !== undefined) {
        if (JSON.stringify(known.input) === JSON.stringify(input)) return { ExportDescription: known.description };
        throw awsError('ExportConflictException', 'The client token was used with other parameters');
      }
      const table = [...fake.tables.values()].find(({ described }) => described.record.arn === input.TableArn);
      if (table === undefined) throw awsError('TableNotFoundException', `Table not found: ${input.TableArn}`);
      if (!table.described.record.pointInTimeRecovery) {
        const text = `Point in time recovery is not enabled for table '${table.described.record.name}'`;
        throw awsError('PointInTimeRecoveryUnavailableException', text);
      }
      const id = `0176431680000${fake.exports.length}-a1b2c3d4`;
      const description: ExportDescription = {
        ...{ ExportArn: `${input.TableArn}/export/${id}`, ExportStatus: 'IN_PROGRESS' },
        ...{ TableArn: input.TableArn, TableId: table.described.record.id ?? '' },
        ExportTime: input.ExportTime ?? new Date('2025-11-28T08:00:00Z'),
      };
      fake.exports.push({ input, description, looks: 0 });
      return { ExportDescription: description };
    },
    async DescribeExport({ ExportArn }: { ExportArn: string }) {
      const found = fake.exports.find(({ description }) => description.ExportArn === ExportArn);
      if (found === undefined) throw awsError('ExportNotFoundException', `Export not found: ${ExportArn}`);
      if (found.looks++ === LOOKS) await end(fake, found);
      return { ExportDescription: found.description };
    },
  };
}

async function end(fake: Omit<FakeNative, 'client'>, { input, description }: FakeExport): Promise<void> {
  const bucket = fake.buckets.get(input.S3Bucket ?? '');
  const noBucket = { code: 'S3NoSuchBucket', message: 'The specified bucket does not exist' };
  const failure = bucket === undefined ? noBucket : fake.nextFailure;
  fake.nextFailure = null;
  if (failure !== null || bucket === undefined) {
    const { code, message } = failure ?? noBucket;
    Object.assign(description, { ExportStatus: 'FAILED', FailureCode: code, FailureMessage: message });
    return;
  }
  for (const [key, body] of exportObjects(exportedOf(input, description), fake.lines)) await bucket.write(key, body);
  description.ExportStatus = 'COMPLETED';
}

function exportedOf(input: ExportTableToPointInTimeCommandInput, description: ExportDescription) {
  const { ExportFromTime: from, ExportToTime: to } = input.IncrementalExportSpecification ?? {};
  return {
    ...{ exportArn: description.ExportArn ?? '', tableArn: description.TableArn ?? '' },
    ...{ tableId: description.TableId ?? '', bucket: input.S3Bucket ?? '', prefix: input.S3Prefix ?? '' },
    window:
      from === undefined || to === undefined
        ? { exportTime: description.ExportTime?.toISOString() ?? '' }
        : { exportFromTime: from.toISOString(), exportToTime: to.toISOString() },
  };
}
