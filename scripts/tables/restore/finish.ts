import {
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type DescribedTable, describeTable } from '../../../functions/shared/backup/describe-table.ts';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { pollUntil, SYSTEM_CLOCK } from '../../aws/wait.ts';
import { type PresentTable, patiently, type Reach } from './table.ts';
import { DONE, isRoomBeside, RESTORE_TAG, restorableTags } from './tags.ts';
import type { Way } from './way.ts';

/** Milliseconds. Backups of a new table are not available at once, and each change makes the table wait. */
const SETTLED_MS = 10 * 60_000;

type Step = (reach: Reach, table: PresentTable, record: TableRecord) => Promise<void>;

/**
 * Gives a table whose items were compared the settings that would have been in the way until then, and takes off the
 * tag that it was known by, or says there that an import is done. Doing it again does only what is left.
 */
export async function finishTable(reach: Reach, table: PresentTable, wanted: TableRecord, way: Way): Promise<void> {
  for (const step of stepsTo(wanted, await describeTable(reach.dynamodb, table.name), way)) {
    await settled(reach, table, () => step(reach, table, wanted));
  }
}

function stepsTo(wanted: TableRecord, { record: has }: DescribedTable, way: Way): Step[] {
  const keepsTag = way === 'import' && isRoomBeside(wanted.tags);
  const missing = Object.entries(restorableTags(wanted.tags)).some(([key, value]) => has.tags[key] !== value);
  return [
    ...(wanted.pointInTimeRecovery && !has.pointInTimeRecovery ? [recoverable] : []),
    ...(wanted.deletionProtection && !has.deletionProtection ? [protectedFromDeletion] : []),
    ...(wanted.ttl !== null && has.ttl === null ? [expiring] : []),
    ...(!keepsTag && RESTORE_TAG in has.tags ? [unmarked] : []),
    ...(missing ? [tagged] : []),
    ...(keepsTag && has.tags[RESTORE_TAG] !== DONE ? [markedDone] : []),
  ];
}

const recoverable: Step = async ({ dynamodb }, { name }) => {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification }));
};

const protectedFromDeletion: Step = async ({ dynamodb }, { name }) => {
  await dynamodb.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: true }));
};

const expiring: Step = async ({ dynamodb }, { name }, { ttl }) => {
  const TimeToLiveSpecification = { Enabled: true, AttributeName: ttl ?? undefined };
  try {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  } catch (error) {
    // The answer was lost, and the call repeated.
    if (!/already enabled/i.test((error as Error).message)) throw error;
  }
};

const unmarked: Step = async ({ dynamodb }, { arn }) => {
  await dynamodb.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: [RESTORE_TAG] }));
};

const markedDone: Step = async ({ dynamodb }, { arn }) => {
  const Tags = [{ Key: RESTORE_TAG, Value: DONE }];
  await dynamodb.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
};

const tagged: Step = async ({ dynamodb }, { arn }, { tags }) => {
  const Tags = Object.entries(restorableTags(tags)).map(([Key, Value]) => ({ Key, Value }));
  await dynamodb.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
};

/** Codes of a table that is not ready for a change yet. */
const NOT_YET = new Set(['ContinuousBackupsUnavailableException', 'ResourceInUseException']);

async function settled(
  { signal, clock = SYSTEM_CLOCK }: Reach,
  { name }: PresentTable,
  change: () => Promise<void>,
): Promise<void> {
  const look = async () => {
    try {
      await change();
      return true;
    } catch (error) {
      if (!NOT_YET.has((error as Error).name)) throw error;
      return undefined;
    }
  };
  const subject = `table ${name} to take its settings`;
  await patiently(pollUntil(look, { signal, clock, subject, deadlineMs: SETTLED_MS }));
}
