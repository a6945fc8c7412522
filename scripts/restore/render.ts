import type { IndexRecord, TableRecord } from '../../functions/shared/backup/table-record.ts';
import type { Applied } from '../tables/native/apply-changes.ts';
import { notImported } from '../tables/native/import-parameters.ts';
import { bytesText, count, duration } from '../tables/progress.ts';
import { comparisonText, digestOf, itemsText, notRestored } from '../tables/restore/told.ts';
import type { Restored } from './apply.ts';
import type { RestorePlan } from './plan.ts';

/** What the table of a restore keeps or lacks. */
export function lackingOf({ target, record, way }: RestorePlan): string[] {
  if (target.kind === 'into')
    return ['settings, indexes and tags: the table keeps its own; what else it holds stays, too'];
  return [...notRestored(record), ...(way === 'import' ? notImported(record) : [])];
}

/** What a restore would do. */
export function planLines(plan: RestorePlan, maxWcu: number | null): string[] {
  const { backup, size, target, only } = plan;
  const bytes = size.bytes === null ? '' : `, ${bytesText(size.bytes)}${plan.chosen === null ? ' compressed' : ''}`;
  return [
    `would restore ${itemsText(size.items)}${bytes}, of ${count(backup.manifest.items)} in ${backup.store.place}`,
    ...(only.length === 0 ? [] : [`only: ${only.join(' and ')}`]),
    `into: ${targetText(plan)}${plan.way === 'import' ? ", by DynamoDB's own import" : ''}`,
    ...plan.changes.map(({ store }) => `then: the changes in ${store.place}`),
    ...(target.kind === 'into' ? [] : schemaLines(plan.record)),
    `write units: ${unitsText(plan, maxWcu)}`,
    ...lackingOf(plan).map((line) => `not restored: ${line}`),
  ];
}

const TARGETS: Record<RestorePlan['target']['kind'], string> = {
  new: 'a new table',
  begun: 'begun by a restore that was interrupted, which would be finished',
  compared: 'restored and compared already, of which only settings are missing',
  into: 'a table that is there',
};

function targetText({ target }: RestorePlan): string {
  return `${target.name}, ${TARGETS[target.kind]}`;
}

function unitsText({ size, record, target }: RestorePlan, maxWcu: number | null): string {
  if (size.units === null) return 'not known';
  const provisioned = target.kind === 'into' ? null : (record.throughput?.write ?? null);
  const rate = maxWcu ?? provisioned;
  const time = rate === null ? '' : `, at ${count(rate)} a second ${duration(size.units / rate)}`;
  const more = record.indexes.length === 0 ? '' : '; each index that holds the items takes about as many again';
  return `about ${count(size.units)}${time}${more}`;
}

function schemaLines(record: TableRecord): string[] {
  const { keys, indexes, throughput, tableClass, kmsKey, tags } = record;
  const billing =
    throughput === null ? 'on demand' : `provisioned, ${throughput.read} read and ${throughput.write} write units`;
  return [
    `keys: ${keysText(keys)}`,
    ...indexes.map((index) => `${index.kind} index ${index.name}: ${keysText(index.keys)}; ${projectionText(index)}`),
    `billing: ${billing}`,
    ...(tableClass === null ? [] : [`table class: ${tableClass}`]),
    ...(kmsKey === null ? [] : [`encrypted with: ${kmsKey}`]),
    ...(Object.keys(tags).length === 0 ? [] : [`tags: ${Object.keys(tags).sort().join(', ')}`]),
    ...laterLines(record),
  ];
}

function laterLines({ ttl, pointInTimeRecovery, deletionProtection }: TableRecord): string[] {
  const later = [
    ...(pointInTimeRecovery ? ['point-in-time recovery'] : []),
    ...(deletionProtection ? ['deletion protection'] : []),
    ...(ttl === null ? [] : [`time to live by ${ttl}`]),
  ];
  return later.length === 0 ? [] : [`once the items are compared: ${later.join(', ')}`];
}

function keysText(keys: TableRecord['keys']): string {
  return keys.map(({ name, type }) => `${name} (${type})`).join(', ');
}

function projectionText({ projection: { type, attributes } }: IndexRecord): string {
  if (type === 'INCLUDE') return `with ${attributes.join(', ')}`;
  return type === 'ALL' ? 'all attributes' : 'keys only';
}

/** What was done. */
export function restoredLines(plan: RestorePlan, { table, comparison, applied }: Restored, seconds: number): string[] {
  const { backup, size, chosen } = plan;
  const digest = digestOf(backup.manifest);
  return [
    `restored ${itemsText(size.items)} into ${table.name} in ${duration(seconds)}`,
    `table: ${table.arn}`,
    ...(digest === null || chosen !== null ? [] : [`digest: ${digest}`]),
    `compared: ${comparisonText(comparison, backup.manifest.items, digest)}`,
    ...(applied === null ? [] : [appliedLine(applied)]),
    ...lackingOf(plan).map((line) => `not restored: ${line}`),
  ];
}

function appliedLine({ puts, deletes, to }: Applied): string {
  return `changes: ${itemsText(puts)} written, ${itemsText(deletes)} deleted; it shows what ${to} showed`;
}

export function differenceLine({ backup }: RestorePlan, { table, comparison }: Restored): string {
  const text = comparisonText(comparison, backup.manifest.items, digestOf(backup.manifest));
  return `table ${table.name} differs from the backup: ${text}; see how: npm run verify-backup -- --from ${backup.store.place} --table ${table.name}`;
}
