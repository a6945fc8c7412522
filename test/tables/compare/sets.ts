import { type CompareOptions, type Comparison, compareWithTable } from '../../../scripts/tables/compare/compare.ts';
import { type Account, openAccount } from '../../backup/fixture.ts';
import { saved, signal } from '../../verify-backup/fixture.ts';
import { KEYS, original } from '../../verify-backup/tables.ts';

export interface Sets {
  account: Account;
  backup: Awaited<ReturnType<typeof saved>>;
  /** Of the backup with a table; default: the one that was backed up. */
  compare(options?: Partial<CompareOptions>): Promise<Comparison>;
}

/** An account with the table `sets`, and a backup of that. */
export async function openSets(): Promise<Sets> {
  const account = await openAccount();
  await account.makeTable('sets', KEYS);
  await account.fill('sets', original());
  const backup = await saved(account, { table: 'sets' });
  const { dynamodb } = account;
  const compare = (options: Partial<CompareOptions> = {}) =>
    compareWithTable(backup, { digest: null, dynamodb, tableName: 'sets', maxRcu: null, signal, ...options });
  return { account, backup, compare };
}
