import { createHash } from 'node:crypto';
import { type Manifest, manifestText } from '../../../functions/shared/backup/manifest.ts';
import { UserError } from '../../cli/errors.ts';

/** Characters of a table's name: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LONGEST = 255;

/** `orders-restored-2026-11-28T09-20-19Z`: the role that restores may write to such names alone. */
export function restoredName({ table, id }: Manifest): string {
  return withEnding(table.name, `-restored-${id}`);
}

/** `orders-restored-drill` */
export function drillName({ table }: Manifest): string {
  return withEnding(table.name, '-restored-drill');
}

function withEnding(name: string, ending: string): string {
  return name.slice(0, Math.max(0, LONGEST - ending.length)) + ending;
}

/** @throws UserError */
export function assertTableName(name: string): void {
  if (/^[\w.-]{3,255}$/.test(name)) return;
  throw new UserError(`'${name}' cannot be the name of a table: use 3 to 255 letters, digits, '_', '-' and '.'`);
}

/** What a restore is known by when it is taken up again: the same backup, choice of its items, and changes after it. */
export function restoreId(
  manifest: Manifest,
  conditions: readonly string[],
  changes: readonly Manifest[] = [],
): string {
  const what = JSON.stringify([manifestText(manifest), [...conditions].sort(), changes.map(manifestText).sort()]);
  return createHash('sha256').update(what).digest('hex').slice(0, 32);
}
