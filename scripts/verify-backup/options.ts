import { UserError } from '../cli/errors.ts';
import { positive } from '../tables/numbers.ts';

export const VERIFY_OPTIONS = {
  from: { type: 'string', value: 'PLACE', help: 's3://bucket/prefix, or a folder' },
  latest: { type: 'boolean', help: 'the newest backup of the table whose folder that is' },
  table: { type: 'string', value: 'NAME', help: 'compare with this table: its name, its ARN, or stack/LogicalId' },
  'max-rcu': { type: 'string', value: 'N', help: 'read capacity units a second to use of the table at most' },
} as const;

interface Given {
  from: string | undefined;
  latest: boolean;
  table: string | undefined;
  'max-rcu': string | undefined;
}

export interface VerifyWishes {
  from: string;
  latest: boolean;
  /** Null: the backup alone. */
  table: string | null;
  maxRcu: number | null;
}

/** @throws UserError in one line */
export function verifyWishes({ from, latest, table, 'max-rcu': maxRcu }: Given): VerifyWishes {
  if (from === undefined) throw new UserError('which backup? --from takes s3://bucket/prefix or a folder');
  if (maxRcu !== undefined && table === undefined) {
    throw new UserError('--max-rcu belongs to --table: a backup uses no read capacity');
  }
  return { from, latest, table: table ?? null, maxRcu: positive('--max-rcu', maxRcu) };
}
