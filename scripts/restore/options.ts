import { UserError } from '../cli/errors.ts';
import { positive } from '../tables/numbers.ts';
import { assertTableName } from '../tables/restore/name.ts';
import type { Way } from '../tables/restore/way.ts';
import { assertSource, SOURCE_OPTIONS, type SourceOptions } from '../tables/source.ts';

export const RESTORE_OPTIONS = {
  ...SOURCE_OPTIONS,
  as: { type: 'string', value: 'NAME', help: 'of the new table; default: <table>-restored-<id of the backup>' },
  into: { type: 'string', value: 'NAME', help: 'write into a table that is there, with --yes' },
  yes: { type: 'boolean', help: 'with --into: items of the table that the backup has, too, are written over' },
  engine: {
    type: 'string',
    value: 'auto|write|import',
    default: 'auto',
    help: 'import: DynamoDB takes the items from the bucket itself; auto: that for its own exports',
  },
  changes: {
    type: 'string',
    multiple: true,
    value: 'PLACE',
    help: 'then apply what changed after it: a backup by an export with --since',
  },
  only: { type: 'string', multiple: true, value: 'COND', help: "a condition on a key, e.g. 'id=a' or 'sort>=5'" },
  'max-wcu': { type: 'string', value: 'N', help: 'use at most N write capacity units a second' },
  'kms-key': {
    type: 'string',
    value: 'ARN',
    help: 'encrypt with another key than recorded; aws-owned: with that of AWS',
  },
  'dry-run': { type: 'boolean', help: 'show what it would do, and write nothing' },
} as const;

export interface RestoreWishes {
  source: SourceOptions;
  as: string | null;
  into: string | null;
  only: string[];
  engine: 'auto' | Way;
  /** Places of backups. */
  changes: string[];
  maxWcu: number | null;
  /** Null: as recorded. */
  kmsKey: string | null;
  dryRun: boolean;
}

interface Given extends SourceOptions {
  as: string | undefined;
  into: string | undefined;
  yes: boolean;
  only: string[];
  engine: string;
  changes: string[];
  'max-wcu': string | undefined;
  'kms-key': string | undefined;
  'dry-run': boolean;
}

/** @throws UserError in one line */
export function restoreWishes(given: Given): RestoreWishes {
  const { as = null, into = null, only } = given;
  assertSource(given);
  if (as !== null && into !== null) throw new UserError('--as and --into exclude each other: one table is written');
  if (into !== null && given['kms-key'] !== undefined)
    throw new UserError('--kms-key is for a new table, without --into');
  if (into === null && given.yes) throw new UserError('--yes belongs to --into NAME');
  for (const name of [as, into]) if (name !== null) assertTableName(name);
  if (into !== null && !given.yes && !given['dry-run']) {
    throw new UserError(
      `--into ${into} writes over items of that table: say so with --yes, or look first with --dry-run`,
    );
  }
  return {
    source: { from: given.from, latest: given.latest },
    ...{
      as,
      into,
      only,
      engine: engineOf(given),
      changes: given.changes,
      maxWcu: positive('--max-wcu', given['max-wcu']),
    },
    kmsKey: given['kms-key'] ?? null,
    dryRun: given['dry-run'],
  };
}

function engineOf({ engine, changes, only }: Given): RestoreWishes['engine'] {
  if (only.length > 0 && changes.length > 0) throw new UserError('--only and --changes exclude each other');
  if (engine === 'auto' || engine === 'write' || engine === 'import') return engine;
  throw new UserError(`--engine takes auto, write or import, not '${engine}'`);
}
