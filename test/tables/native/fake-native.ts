import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DescribedTable } from '../../../functions/shared/backup/describe-table.ts';
import type { BackupStore } from '../../../functions/shared/backup/store.ts';
import { noteCall } from '../../../scripts/aws/errors.ts';
import { exportHandlers, type FakeExport } from './fake-exports.ts';
import { type FakeImport, importHandlers } from './fake-imports.ts';
import { type FakeTable, tableHandlers } from './fake-tables.ts';
import type { ExportedLines } from './fixture.ts';

export interface FakeNative {
  client: DynamoDBClient;
  /** Operations, in the order of the calls. */
  calls: string[];
  tables: Map<string, FakeTable>;
  /** Each stands for a whole bucket; at first there is `vault`. */
  buckets: Map<string, BackupStore>;
  exports: FakeExport[];
  imports: FakeImport[];
  /** What the next export writes. */
  lines: ExportedLines;
  /** How the next export or import ends, when not well. */
  nextFailure: { code: string; message: string } | null;
  /** The next batches leave so many of their requests undone. */
  undone: number[];
  addTable(table: DescribedTable): FakeTable;
  failNext(operation: string, error: Error): void;
  /** The call is carried out, and its answer never comes. */
  loseAnswer(operation: string): void;
}

// biome-ignore lint/suspicious/noExplicitAny: inputs of eleven commands, each handler knows its own
export type Handlers = Record<string, (input: any) => unknown>;

interface Fault {
  operation: string;
  error: Error;
  isCarriedOut: boolean;
}

/**
 * DynamoDB's exports and imports in memory, of which the embedded AWS has the half: it calls an export complete and
 * writes nothing. Each look at an export or import lets it take a step; the third finds it ended. The refusals are
 * those of AWS.
 */
export function fakeNative(bucket: BackupStore): FakeNative {
  const faults: Fault[] = [];
  const fake: Omit<FakeNative, 'client'> = {
    ...{ calls: [], tables: new Map(), exports: [], imports: [], lines: {}, nextFailure: null, undone: [] },
    buckets: new Map([['vault', bucket]]),
    addTable(described) {
      const table: FakeTable = { described, items: new Map() };
      fake.tables.set(described.record.name, table);
      return table;
    },
    failNext: (operation, error) => faults.push({ operation, error, isCarriedOut: false }),
    loseAnswer: (operation) =>
      faults.push({
        operation,
        error: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
        isCarriedOut: true,
      }),
  };
  const handlers: Handlers = { ...tableHandlers(fake), ...exportHandlers(fake), ...importHandlers(fake) };
  const send = async (command: { constructor: { name: string }; input: unknown }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    fake.calls.push(operation);
    try {
      const index = faults.findIndex((one) => one.operation === operation);
      const [fault] = index < 0 ? [] : faults.splice(index, 1);
      if (fault && !fault.isCarriedOut) throw fault.error;
      const handler = handlers[operation];
      if (handler === undefined) throw new Error(`the fake knows no ${operation}`);
      const answer = structuredClone(await handler(command.input));
      if (fault) throw fault.error;
      return answer;
    } catch (error) {
      noteCall(error, 'dynamodb', operation);
      throw error;
    }
  };
  const client = { send, config: { region: async () => 'us-east-1' } } as unknown as DynamoDBClient;
  return Object.assign(fake, { client });
}
