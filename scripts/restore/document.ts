import { storedBytes } from '../../functions/shared/backup/told.ts';
import { digestOf } from '../tables/restore/told.ts';
import type { Restored } from './apply.ts';
import type { RestorePlan } from './plan.ts';
import { lackingOf } from './render.ts';

/** Of a dry run, for machines. */
export function planDocument(plan: RestorePlan) {
  const { target, record, size } = plan;
  return {
    ...common(plan),
    dryRun: true,
    arn: target.kind === 'new' ? null : target.table.arn,
    ...{ target: target.kind, record: target.kind === 'into' ? null : record },
    ...{ bytes: size.bytes, writeUnits: size.units },
  };
}

/** Of a restore that has come to its end, equal or not. */
export function restoredDocument(plan: RestorePlan, { table, comparison, applied }: Restored, seconds: number) {
  const equal = comparison?.equal ?? true;
  return { ...common(plan), dryRun: false, arn: table.arn, compared: comparison, equal, changes: applied, seconds };
}

function common(plan: RestorePlan) {
  const { manifest, store } = plan.backup;
  return {
    ...{ formatVersion: 1, table: plan.target.name, backup: manifest.id, place: store.place },
    engine: plan.way,
    ...{ storedBytes: storedBytes(manifest), items: plan.size.items, only: plan.only },
    digest: plan.chosen === null ? digestOf(manifest) : null,
    notRestored: lackingOf(plan),
  };
}
