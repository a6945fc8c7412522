import { UserError } from '../cli/errors.ts';
import { positive } from '../tables/numbers.ts';

export const BACKUP_OPTIONS = {
  to: { type: 'string', value: 'PLACE', help: 's3://bucket/prefix, or a folder' },
  csv: { type: 'boolean', help: 'CSV for spreadsheets, in place of DynamoDB JSON' },
  engine: {
    type: 'string',
    value: 'auto|scan|export',
    default: 'auto',
    help: "export: DynamoDB's own, for large tables with point-in-time recovery; auto: by the size",
  },
  since: { type: 'string', value: 'TIME', help: 'with the export: only what changed from then on (ISO 8601)' },
  until: {
    type: 'string',
    value: 'TIME',
    help: 'the end of that time; default: five minutes ago, which DynamoDB is behind',
  },
  'max-rcu': { type: 'string', value: 'N', help: 'read capacity units a second that the scan may use' },
  segments: { type: 'string', value: 'N', help: 'parts of the table that are read at the same time' },
  consistent: { type: 'boolean', help: 'strongly consistent reads: twice the capacity' },
  'kms-key': { type: 'string', value: 'KEY', help: "encrypt with this KMS key, in place of S3's own" },
  'lock-days': {
    type: 'string',
    value: 'N',
    help: 'object lock: for so long nobody may delete the files (governance: but who has a right for that)',
  },
  'lock-mode': { type: 'string', value: 'governance|compliance', default: 'governance', help: 'the kind of lock' },
  new: { type: 'boolean', help: 'begin anew, also when a backup was cut off' },
  'take-over': { type: 'boolean', help: 'go on with a backup although its process may still be at work' },
  'mail-from': { type: 'string', value: 'ADDRESS', help: 'send a notice by SES from here, a verified identity' },
  'mail-to': { type: 'string', value: 'ADDRESS', help: 'whom to send it to' },
  topic: { type: 'string', value: 'ARN', help: 'send a notice to this SNS topic' },
} as const;

interface Given {
  to: string | undefined;
  csv: boolean;
  engine: string;
  since: string | undefined;
  until: string | undefined;
  'max-rcu': string | undefined;
  segments: string | undefined;
  consistent: boolean;
  'kms-key': string | undefined;
  'lock-days': string | undefined;
  'lock-mode': string;
  new: boolean;
  'take-over': boolean;
}

type Engine = 'auto' | 'scan' | 'export';

export interface BackupWishes {
  table: string;
  to: string;
  format: 'dynamodb-json' | 'csv';
  engine: Engine;
  since: Date | null;
  /** Null: as late as an export may go when it is begun. */
  until: Date | null;
  maxRcu: number | null;
  segments: number | null;
  reads: 'eventual' | 'strong';
  kmsKey: string | null;
  lock: { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number } | null;
  resume: 'no' | 'yes' | 'take-over';
}

/** One process gains nothing from more than a few, and each takes 6 MB of memory. */
const MOST_SEGMENTS = 32;

/** @throws UserError in one line */
export function backupWishes(positionals: readonly string[], given: Given): BackupWishes {
  const [table, ...more] = positionals;
  if (table === undefined || more.length > 0)
    throw new UserError('name one table: npm run backup -- <table> --to PLACE');
  if (given.to === undefined) throw new UserError('where to? --to takes s3://bucket/prefix or a folder');
  if (given.new && given['take-over']) throw new UserError('--new and --take-over exclude each other');
  const segments = positive('--segments', given.segments);
  if ((segments ?? 1) > MOST_SEGMENTS) throw new UserError(`--segments takes at most ${MOST_SEGMENTS}`);
  return {
    ...{ table, to: given.to, segments },
    format: given.csv ? 'csv' : 'dynamodb-json',
    engine: engineOf(given),
    ...timesOf(given),
    maxRcu: positive('--max-rcu', given['max-rcu']),
    reads: given.consistent ? 'strong' : 'eventual',
    kmsKey: given['kms-key'] ?? null,
    lock: lockOf(given),
    resume: given.new ? 'no' : given['take-over'] ? 'take-over' : 'yes',
  };
}

function engineOf({ engine, csv, consistent, 'max-rcu': maxRcu }: Given): Engine {
  if (engine !== 'auto' && engine !== 'scan' && engine !== 'export') {
    throw new UserError(`--engine takes auto, scan or export, not '${engine}'`);
  }
  const ofScan = csv ? '--csv' : consistent ? '--consistent' : maxRcu !== undefined ? '--max-rcu' : null;
  if (engine === 'export' && ofScan !== null)
    throw new UserError(`${ofScan} belongs to the scan: leave it or --engine export out`);
  return engine === 'auto' && ofScan !== null ? 'scan' : engine;
}

function timesOf({ since, until, engine }: Given): Pick<BackupWishes, 'since' | 'until'> {
  if (since === undefined && until !== undefined) throw new UserError('--until belongs to --since');
  if (since !== undefined && engine !== 'export') throw new UserError('--since belongs to --engine export');
  return {
    since: since === undefined ? null : timeOf('--since', since),
    until: until === undefined ? null : timeOf('--until', until),
  };
}

function timeOf(option: string, given: string): Date {
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(time)) throw new UserError(`${option} takes a time such as 2026-11-28T00:00:00Z, not '${given}'`);
  return new Date(time);
}

function lockOf({ 'lock-days': given, 'lock-mode': mode }: Given): BackupWishes['lock'] {
  const days = positive('--lock-days', given);
  if (mode !== 'governance' && mode !== 'compliance') {
    throw new UserError(`--lock-mode takes governance or compliance, not '${mode}'`);
  }
  return days === null ? null : { days, mode: mode === 'governance' ? 'GOVERNANCE' : 'COMPLIANCE' };
}
