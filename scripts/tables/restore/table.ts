import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { describedTable, tagsOf } from '../../../functions/shared/backup/describe-table.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import { type Clock, DeadlineError, pollUntil, SYSTEM_CLOCK } from '../../aws/wait.ts';
import { plain } from '../../cli/plain.ts';

/** A table that is there. */
export interface PresentTable {
  name: string;
  arn: string;
  /** A table that is deleted and made anew has another one. */
  id: string;
}

export interface Tag {
  key: string;
  value: string;
}

export interface Reach {
  dynamodb: DynamoDBClient;
  signal: AbortSignal;
  clock?: Clock;
}

/** Milliseconds. A table with many indexes takes minutes. */
const READY_MS = 20 * 60_000;
/** Milliseconds. */
const TAG_MS = 15_000;

/** The table of a name once it can be used, or null. @throws BackupProblem for one that will not be usable */
export async function presentTable(reach: Reach, name: string): Promise<PresentTable | null> {
  const table = await describedTable(reach.dynamodb, name);
  return table === null ? null : usable(reach, name, table);
}

/** The value of a tag of a table; null: it has none of that name. */
export async function tagOf({ dynamodb }: Reach, { arn }: PresentTable, key: string): Promise<string | null> {
  return (await tagsOf(dynamodb, arn))[key] ?? null;
}

/**
 * Makes a table that is known by its tag. When the answer was lost and the call was repeated, the table is there
 * already, with that tag.
 * @param taken what to say when it is somebody else's
 */
export async function makeTable(
  reach: Reach,
  input: CreateTableCommandInput,
  tag: Tag,
  taken: () => Error,
): Promise<PresentTable> {
  const name = input.TableName ?? '';
  const Tags = [...(input.Tags ?? []), { Key: tag.key, Value: tag.value }];
  reach.signal.throwIfAborted();
  try {
    // Not ended by the signal: whether the table was made would not be known.
    const { TableDescription: made } = await reach.dynamodb.send(new CreateTableCommand({ ...input, Tags }));
    return await usable(reach, name, made ?? null);
  } catch (error) {
    if ((error as Error).name !== 'ResourceInUseException') throw kmsProblem(error, input) ?? error;
    return await ownTable(reach, name, tag, taken);
  }
}

async function ownTable(reach: Reach, name: string, tag: Tag, taken: () => Error): Promise<PresentTable> {
  const table = await usable(reach, name, null);
  if (await hasTag(reach, table, tag)) return table;
  throw taken();
}

/** Whether a table has a tag, which may show some seconds after the table that was made with it. */
export async function hasTag(reach: Reach, table: PresentTable, { key, value }: Tag): Promise<boolean> {
  const isOwn = async () => ((await tagOf(reach, table, key)) === value ? true : undefined);
  try {
    return await pollUntil(isOwn, waiting(reach, `the tag of table ${table.name}`, TAG_MS));
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html */
async function usable(reach: Reach, name: string, first: TableDescription | null): Promise<PresentTable> {
  let table = first;
  const look = async () => {
    const status = table?.TableStatus ?? 'CREATING';
    if (status === 'ACTIVE' || status === 'UPDATING') return table ?? undefined;
    if (status !== 'CREATING') throw unusable(name, status, table?.SSEDescription?.KMSMasterKeyArn);
    // Shortly after it was made a table may not be found yet.
    table = await describedTable(reach.dynamodb, name);
    return undefined;
  };
  const { TableArn: arn = '', TableId: id = '' } = await patiently(
    pollUntil(look, waiting(reach, `table ${name} to be ready`, READY_MS)),
  );
  return { name, arn, id };
}

function unusable(name: string, status: string, key: string | undefined): BackupProblem {
  if (status === 'DELETING') return new BackupProblem('busy', `table ${name} is being deleted: wait until it is gone`);
  const why = status === 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' ? `: its key ${key ?? ''} cannot be used` : '';
  return new BackupProblem('table', `table ${name} is ${status}${why}: use another one`);
}

/** DynamoDB tells of the key with several codes, and always with a text about KMS. */
function kmsProblem(error: unknown, { SSESpecification }: CreateTableCommandInput): BackupProblem | null {
  const { message } = error as Error;
  if (SSESpecification === undefined || !/\bKMS\b|KMSMasterKey/.test(message)) return null;
  return new BackupProblem(
    'table',
    `key ${SSESpecification.KMSMasterKeyId} cannot be used here: restore with --kms-key ARN, or --kms-key aws-owned (${plain(message)})`,
    { cause: error },
  );
}

/** Deletes a table, however far it has come, and waits until it is gone. */
export async function removeTable(reach: Reach, name: string): Promise<void> {
  const gone = async () => {
    try {
      await reach.dynamodb.send(new DeleteTableCommand({ TableName: name }), { abortSignal: reach.signal });
    } catch (error) {
      const { name: code } = error as Error;
      if (code === 'ResourceNotFoundException') return true;
      // Until it is ACTIVE, and again while it is being deleted.
      if (code !== 'ResourceInUseException') throw error;
    }
    return undefined;
  };
  await patiently(pollUntil(gone, waiting(reach, `table ${name} to be deleted`, READY_MS)));
}

function waiting({ signal, clock = SYSTEM_CLOCK }: Reach, subject: string, deadlineMs: number) {
  return { signal, clock, subject, deadlineMs };
}

/** A deadline that passed is a problem that a person can wait out. */
export async function patiently<T>(wait: Promise<T>): Promise<T> {
  try {
    return await wait;
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new BackupProblem('busy', `${error.message}: run the same command again later`, { cause: error });
  }
}
